#include "db/central/staff.h"

#include "db/central/staff.sql.h"

namespace fitmate::db::central {

void insert_trainer(sql::Connection& connection, const NewTrainer& trainer) {
  connection.execute(staff_sql::insert_trainer, trainer.id, trainer.user, trainer.specialization,
                     trainer.bio, trainer.certifications, trainer.experience_years,
                     trainer.bank_account, trainer.ifsc_code, trainer.aadhar, trainer.pan,
                     trainer.emergency_contact);
  connection.execute(staff_sql::make_role_trainer, trainer.user);
  connection.execute(staff_sql::end_being_trained, trainer.user);
}

std::optional<sql::Row> load_trainer(sql::Connection& connection, domain::TrainerId id) {
  return connection.query_one(staff_sql::find_trainer, id);
}

}  // namespace fitmate::db::central
