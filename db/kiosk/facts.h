#pragma once

#include <vector>

#include "db/kiosk/journal.h"
#include "db/kiosk/kiosk_store.h"
#include "db/kiosk/session.h"
#include "domain/access.h"

namespace fitmate::db::kiosk {

// What a decision on one code may look at; within a transaction, whose head and clock's floor those
// are.
domain::Facts load_facts(Session& session, const FactsQuery& query, const Head& head,
                         domain::Instant floor);

// The credentials of a person's phones as the side `side` has them; the issuer is not known there.
std::vector<domain::Capsule> load_phones(Session& session, int side, domain::PersonNumber person);

// The gym's rules as the side `side` of the pulled copy has them.
domain::GymRules load_rules(Session& session, int side);

}  // namespace fitmate::db::kiosk
