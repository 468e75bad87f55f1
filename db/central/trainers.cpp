#include "db/central/trainers.h"

#include "db/central/trainers.sql.h"

namespace fitmate::db::central {

void add_trainer(sql::Connection& connection, const Trainer& trainer) {
  connection.execute(trainers_sql::insert_trainer, trainer.id, trainer.user,
                     trainer.specialization);
}

std::optional<Trainer> find_trainer(sql::Connection& connection, domain::TrainerId id) {
  const auto row = connection.query_one(trainers_sql::find_trainer, id);
  if (!row) return std::nullopt;
  return Trainer{.id = row->get<domain::TrainerId>("id"),
                 .user = row->get<domain::UserId>("user_id"),
                 .specialization = row->get<std::string>("specialization")};
}

}  // namespace fitmate::db::central
