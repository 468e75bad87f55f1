#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/central/memberships.h"
#include "db/central/schedules.h"
#include "domain/ids.h"
#include "domain/instant.h"

// Invented people: the same for the same seed and index. Pure.
namespace fitmate::central::services {

enum class DemoState : std::uint8_t {
  active,
  expiring,
  grace,
  expired,
  suspended,
  not_started,
  no_visits,
  no_membership,
};

// By index from 0: any first members are at least half active, the first 20 show every state.
DemoState demo_state(std::int64_t index);

std::string demo_member_email(std::uint64_t seed, std::int64_t index);
std::string demo_trainer_email(std::uint64_t seed, std::int64_t index);
std::string demo_member_name(std::uint64_t seed, std::int64_t index);
std::string demo_trainer_name(std::uint64_t seed, std::int64_t index);
std::string demo_specialization(std::uint64_t seed, std::int64_t index);
domain::TrainerId demo_trainer_id(std::uint64_t seed, std::int64_t index);

// What puts somebody into that state today and keeps them there tomorrow; none for no_membership.
std::optional<db::central::NewMembership> demo_membership(std::uint64_t seed, std::int64_t index,
                                                          domain::UserId user, domain::Day today);

// Early or late shifts on five days of the week.
std::vector<db::central::DaySchedule> demo_schedule(domain::TrainerId trainer, std::int64_t index);

}  // namespace fitmate::central::services
