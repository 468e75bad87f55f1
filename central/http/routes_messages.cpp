#include "central/http/routes_messages.h"

#include "central/http/records.h"
#include "central/http/shapes.h"
#include "db/central/messages.sql.h"

namespace fitmate::central::http {
namespace {

namespace messages = db::central::messages_sql;

constexpr std::size_t longest_message = 4000;

// An admin writes to anybody; whoever else, to admins.
Reply send(const Asked& asked) {
  const auto receiver = asked.body.at("receiver_id");
  if (standing_of(asked.caller) != may::admin &&
      !asked.connection.query_one(messages::is_admin, receiver)) {
    return detail(404, "there is no such receiver for you");
  }
  return asked.connection
      .query_one(messages::add_message, asked.caller.user, receiver, asked.body.at("message"),
                 asked.now)
      .value();
}

void add_office(Group& calls) {
  calls.post({.path = "/api/messages",
              .who = may::signed_in,
              .summary = "Writes to an admin; an admin writes to anybody.",
              .body = {required(id("receiver_id")), required(text("message", longest_message))},
              .status = 201,
              .shape = shapes::message(),
              .refusals = {404},
              .handle = [](Asked& asked) { return send(asked); }});
  calls.pages({.path = "/api/messages",
               .who = may::signed_in,
               .summary = "What one sent and received, newest first.",
               .shape = shapes::message(),
               .handle = list({messages::count_messages, messages::list_messages}, {own_user()})});
  calls.post(
      {.path = "/api/messages/{message_id}/read",
       .who = may::signed_in,
       .summary = "Marks a received message as read.",
       .path_fields = {id("message_id")},
       .shape = shapes::message(),
       .refusals = {404},
       .handle = record(messages::read_message, {in_path("message_id"), own_user(), at_once()})});
}

void add_coaching(Group& calls) {
  calls.post(
      {.path = "/api/trainee/messages",
       .who = may::trainee,
       .summary = "Writes to the own trainer.",
       .body = {required(text("message", longest_message))},
       .status = 201,
       .shape = shapes::trainer_message(),
       .refusals = {404},
       .handle = record(messages::add_from_trainee, {own_user(), given("message"), at_once()})});
  calls.pages(
      {.path = "/api/trainee/messages",
       .who = may::trainee,
       .summary = "The messages with trainers, newest first.",
       .shape = shapes::trainer_message(),
       .handle = list({messages::count_of_trainee, messages::list_of_trainee}, {own_user()})});
  calls.post(
      {.path = "/api/trainer/messages",
       .who = may::trainer,
       .summary = "Writes to an own trainee.",
       .body = {required(id("trainee_id")), required(text("message", longest_message))},
       .status = 201,
       .shape = shapes::trainer_message(),
       .refusals = {404},
       .handle = record(messages::add_from_trainer, {given("trainee_id"), own_trainer(), own_user(),
                                                     given("message"), at_once()})});
  calls.pages(
      {.path = "/api/trainer/messages",
       .who = may::trainer,
       .summary = "The messages with trainees, newest first.",
       .shape = shapes::trainer_message(),
       .handle = list({messages::count_of_trainer, messages::list_of_trainer}, {own_trainer()})});
}

void add_notifications(Group& calls) {
  calls.post({.path = "/api/notifications",
              .who = may::admin,
              .summary = "Notifies a person.",
              .body = {required(id("user_id")), required(text("title", 200)), text("body", 4000),
                       required(text("notification_type", 64))},
              .status = 201,
              .shape = shapes::notification(),
              .refusals = {404},
              .handle = record(messages::add_notification,
                               {given("user_id"), given("title"), given("body"),
                                given("notification_type"), at_once()})});
  calls.pages({.path = "/api/notifications",
               .who = may::signed_in,
               .summary = "The own notifications, newest first.",
               .shape = shapes::notification(),
               .handle = list({messages::count_notifications, messages::list_notifications},
                              {own_user()})});
  calls.post({.path = "/api/notifications/{notification_id}/read",
              .who = may::signed_in,
              .summary = "Marks an own notification as read.",
              .path_fields = {id("notification_id")},
              .shape = shapes::notification(),
              .refusals = {404},
              .handle = record(messages::read_notification,
                               {in_path("notification_id"), own_user(), at_once()})});
}

}  // namespace

void add_message_routes(Routes& routes, const Gate& gate) {
  Group calls{routes, gate};
  add_office(calls);
  add_coaching(calls);
  add_notifications(calls);
}

}  // namespace fitmate::central::http
