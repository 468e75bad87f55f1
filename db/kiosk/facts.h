#pragma once

#include "db/kiosk/journal.h"
#include "db/kiosk/kiosk_store.h"
#include "db/kiosk/session.h"
#include "domain/access.h"

namespace fitmate::db::kiosk {

// What a decision on one code may look at; within a transaction.
domain::Facts load_facts(Session& session, const FactsQuery& query, const Head& head);

// The gym's rules as the side `side` of the pulled copy has them.
domain::GymRules load_rules(Session& session, int side);

}  // namespace fitmate::db::kiosk
