#include "central/http/metrics.h"

#include <algorithm>
#include <format>
#include <iterator>

#include "central/http/openapi.h"

namespace fitmate::central::http {

void Metrics::note(std::string_view method, std::string_view route, int status,
                   std::chrono::duration<double> took) {
  const std::scoped_lock lock{mutex_};
  ++calls_[{std::string{method}, std::string{route}, status}];
  auto& times = times_[{std::string{method}, std::string{route}}];
  const auto place = std::ranges::lower_bound(buckets, took.count()) - buckets.begin();
  ++times.counts.at(static_cast<std::size_t>(place));
  times.sum += took.count();
}

void Metrics::note_refusal(int status) {
  const std::scoped_lock lock{mutex_};
  ++refusals_[status];
}

std::string Metrics::text() const {
  const std::scoped_lock lock{mutex_};
  std::string out;
  const auto line = std::back_inserter(out);
  out +=
      "# HELP fitmate_http_requests_total Calls that were answered.\n"
      "# TYPE fitmate_http_requests_total counter\n";
  for (const auto& [call, count] : calls_) {
    const auto& [method, route, status] = call;
    std::format_to(line,
                   "fitmate_http_requests_total{{method=\"{}\",route=\"{}\",status=\"{}\"}} {}\n",
                   method, route, status, count);
  }
  out +=
      "# HELP fitmate_http_refused_total What was no sound HTTP and reached no call.\n"
      "# TYPE fitmate_http_refused_total counter\n";
  for (const auto& [status, count] : refusals_) {
    std::format_to(line, "fitmate_http_refused_total{{status=\"{}\"}} {}\n", status, count);
  }
  out +=
      "# HELP fitmate_http_request_seconds From the arrival of a call to its answer.\n"
      "# TYPE fitmate_http_request_seconds histogram\n";
  for (const auto& [place, times] : times_) {
    const auto labels = std::format("method=\"{}\",route=\"{}\"", place.first, place.second);
    std::int64_t total = 0;
    for (std::size_t i = 0; i < times.counts.size(); ++i) {
      total += times.counts[i];
      const auto limit = i < buckets.size() ? std::format("{}", buckets[i]) : "+Inf";
      std::format_to(line, "fitmate_http_request_seconds_bucket{{{},le=\"{}\"}} {}\n", labels,
                     limit, total);
    }
    std::format_to(line, "fitmate_http_request_seconds_sum{{{}}} {}\n", labels, times.sum);
    std::format_to(line, "fitmate_http_request_seconds_count{{{}}} {}\n", labels, total);
  }
  return out;
}

void add_metrics_route(Routes& routes, const Metrics& metrics) {
  routes.push_back({.method = Method::get,
                    .path = "/metrics",
                    .handler = DirectHandler{[&metrics](const Request&) {
                      return Response{.status = 200,
                                      .body = metrics.text(),
                                      .content_type = "text/plain; version=0.0.4; charset=utf-8",
                                      .headers = {}};
                    }},
                    .description = describe("How often and how long, for Prometheus.", false,
                                            {{200, "the numbers"}}, "text/plain")});
}

}  // namespace fitmate::central::http
