#include "central/services/demo.h"

#include <algorithm>
#include <unordered_map>

#include "central/services/demo_people.h"
#include "central/services/gym_day.h"
#include "central/services/passes.h"
#include "db/central/credentials.h"
#include "db/central/import.h"
#include "db/sql/transaction.h"
#include "domain/membership.h"

namespace fitmate::central::services {
namespace {

using db::central::Import;
using db::central::Standing;
using db::central::StoredCredential;
using domain::CredentialKind;
using domain::UserId;

// Some thousand rows a statement: fast, and short enough for those who wait behind it.
constexpr std::int64_t batch_size = 2000;

class Loader {
 public:
  Loader(db::sql::Connection& connection, const db::central::Gym& gym, const DemoSize& size,
         domain::Instant now, const domain::Random& random)
      : connection_{connection},
        size_{size},
        now_{now},
        today_{day_of(gym, now)},
        random_{random} {}

  std::vector<Standing> load_trainers(std::int64_t from, std::int64_t to) {
    std::vector<Import::NewImport> people;
    for (auto i = from; i < to; ++i) {
      people.push_back({.email = demo_trainer_email(size_.seed, i),
                        .name = demo_trainer_name(size_.seed, i),
                        .role = db::central::Role::trainer});
    }
    return load(people, [&](Import& import, const std::vector<Import::Made>& made) {
      std::vector<db::central::Trainer> trainers;
      std::vector<db::central::DaySchedule> schedules;
      for (const auto& [index, user] : made) {
        const auto i = from + static_cast<std::int64_t>(index);
        const auto id = demo_trainer_id(size_.seed, i);
        trainers.push_back(
            {.id = id, .user = user, .specialization = demo_specialization(size_.seed, i)});
        for (const auto& day : demo_schedule(id, i)) schedules.push_back(day);
      }
      import.add_trainers(trainers);
      import.add_schedules(schedules, now_);
    });
  }

  std::vector<Standing> load_members(std::int64_t from, std::int64_t to) {
    std::vector<Import::NewImport> people;
    for (auto i = from; i < to; ++i) {
      people.push_back({.email = demo_member_email(size_.seed, i),
                        .name = demo_member_name(size_.seed, i),
                        .role = db::central::Role::trainee,
                        .suspended = demo_state(i) == DemoState::suspended});
    }
    return load(people, [&](Import& import, const std::vector<Import::Made>& made) {
      std::vector<Import::Assignment> trainees;
      std::vector<db::central::NewMembership> memberships;
      for (const auto& [index, user] : made) {
        const auto i = from + static_cast<std::int64_t>(index);
        trainees.emplace_back(user, trainer_of(i));
        if (auto membership = demo_membership(size_.seed, i, user, today_)) {
          memberships.push_back(*std::move(membership));
        }
      }
      import.add_trainees(trainees);
      import.add_memberships(memberships, now_);
    });
  }

 private:
  // Makes those who are missing, with cards and phones, and what `add` gives them.
  template <class Add>
  std::vector<Standing> load(const std::vector<Import::NewImport>& people, Add add) {
    db::sql::Transaction transaction{connection_};
    Import import{connection_};
    auto made = import.add_people(people, now_, random_);
    std::ranges::sort(made, {}, &Import::Made::index);
    if (!made.empty()) {
      add(import, made);
      add_credentials(import, made);
    }
    import.finish();
    transaction.commit();
    return in_order(people);
  }

  void add_credentials(Import& import, const std::vector<Import::Made>& made) {
    std::vector<StoredCredential> credentials;
    for (const auto& [index, user] : made) {
      for (const auto kind : {CredentialKind::phone, CredentialKind::card}) {
        credentials.push_back(new_credential(user, kind, today_, random_));
      }
    }
    import.add_credentials(credentials, now_);
  }

  std::vector<Standing> in_order(const std::vector<Import::NewImport>& people) {
    std::vector<std::string> emails;
    std::unordered_map<std::string_view, std::size_t> places;
    for (const auto& person : people) {
      places.emplace(person.email, emails.size());
      emails.push_back(person.email);
    }
    auto standings = db::central::load_standings(connection_, emails);
    std::ranges::sort(standings, {},
                      [&](const Standing& standing) { return places.at(standing.email); });
    return standings;
  }

  std::optional<domain::TrainerId> trainer_of(std::int64_t member) const {
    if (size_.trainers == 0 || member % 3 != 0) return std::nullopt;
    return demo_trainer_id(size_.seed, member / 3 % size_.trainers);
  }

  db::sql::Connection& connection_;
  const DemoSize& size_;
  domain::Instant now_;
  domain::Day today_;
  const domain::Random& random_;
};

std::string_view state_of(const Standing& standing, const db::central::Gym& gym,
                          domain::Instant now) {
  std::vector<domain::Membership> memberships;
  for (const auto& membership : standing.memberships) {
    std::optional<std::int64_t> left;
    if (membership.visits_total) {
      left = std::max<std::int64_t>(0, *membership.visits_total - membership.visits_used);
    }
    memberships.push_back({.id = membership.id,
                           .first = membership.start,
                           .last = membership.end,
                           .visits_left = left,
                           .counted_to = {}});
  }
  const auto reason = domain::judge_memberships(
      {.memberships = memberships, .entries = {}, .now = now, .unsynced = false},
      standing.suspended, gym.rules, zone_of(gym));
  return reason == domain::Reason::ok ? "active" : domain::to_text(reason);
}

}  // namespace

Demo load_demo(db::sql::Connection& connection, const db::central::Gym& gym, const DemoSize& size,
               domain::Instant now, const domain::Random& random, const Progress& progress) {
  Loader loader{connection, gym, size, now, random};
  Demo demo;
  for (std::int64_t from = 0; from < size.trainers; from += batch_size) {
    const auto to = std::min(size.trainers, from + batch_size);
    for (const auto& standing : loader.load_trainers(from, to)) {
      demo.trainers.push_back({standing.user, standing.trainer.value(), standing.name});
    }
  }
  for (std::int64_t from = 0; from < size.members; from += batch_size) {
    const auto to = std::min(size.members, from + batch_size);
    for (const auto& standing : loader.load_members(from, to)) {
      demo.members.push_back({standing.user, standing.name, state_of(standing, gym, now)});
    }
    progress(to);
  }
  return demo;
}

}  // namespace fitmate::central::services
