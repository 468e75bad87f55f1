#include "central/services/pdf.h"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <qpdf/Pl_Flate.hh>
#include <qpdf/Pl_RunLength.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>

#include "central/services/confined.h"

namespace fitmate::central::services {
namespace {

constexpr std::string_view pdf_begins = "%PDF-";
constexpr std::size_t pages_most = 1000;
using Kind = FileFault::Kind;

std::unexpected<FileFault> unusable(std::string_view detail) {
  return std::unexpected{FileFault{.kind = Kind::unusable, .detail = std::string{detail}}};
}

// A page, or what lies on it, may want something done as soon as it is shown.
bool page_runs_something(QPDFObjectHandle page) {
  if (page.hasKey("/AA")) return true;
  auto annotations = page.getKey("/Annots");
  if (!annotations.isArray()) return false;
  return std::ranges::any_of(annotations.getArrayAsVector(), [](QPDFObjectHandle annotation) {
    return annotation.isDictionary() && annotation.hasKey("/AA");
  });
}

// What a reader would do by itself on opening the document.
bool runs_something(QPDF& pdf) {
  if (std::ranges::any_of(pdf.getAllPages(), page_runs_something)) return true;
  auto root = pdf.getRoot();
  if (root.hasKey("/OpenAction") || root.hasKey("/AA")) return true;
  auto names = root.getKey("/Names");
  return names.isDictionary() && (names.hasKey("/JavaScript") || names.hasKey("/EmbeddedFiles"));
}

// What a look into a document can end with.
enum Verdict : std::uint8_t { sound = confined_least, damaged, bad_pages, encrypted, running };

Verdict judge(std::string_view bytes) {
  // A few bytes of a compressed stream can ask for gigabytes.
  constexpr std::size_t most_inflated = std::size_t{64} * 1024 * 1024;
  Pl_Flate::memory_limit(most_inflated);
  Pl_RunLength::setMemoryLimit(most_inflated);
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.setAttemptRecovery(false);
    pdf.processMemoryFile("upload", bytes.data(), bytes.size());
    const auto pages = pdf.getAllPages().size();
    // What could not be read is told by a warning and taken for nothing.
    if (!pdf.getWarnings().empty()) return damaged;
    if (pages == 0 || pages > pages_most) return bad_pages;
    if (pdf.isEncrypted()) return encrypted;
    if (runs_something(pdf)) return running;
    return pdf.getWarnings().empty() ? sound : damaged;
  } catch (const std::exception&) {
    // The library tells by exceptions that the bytes are no sound PDF.
    return damaged;
  }
}

}  // namespace

domain::Result<CleanFile, FileFault> check_pdf(std::string_view bytes) {
  if (!bytes.starts_with(pdf_begins)) {
    return std::unexpected{FileFault{.kind = Kind::wrong_type, .detail = "a document is a PDF"}};
  }
  // The library holds seventy bytes and more for each of a document's, packed ones too, and follows
  // references as deep as they go.
  const auto verdict = run_confined([bytes] { return int{judge(bytes)}; });
  switch (verdict.value_or(0)) {
    case sound:
      return CleanFile{.extension = "pdf", .bytes = std::string{bytes}};
    case bad_pages:
      return unusable("a document has 1 to 1000 pages");
    case encrypted:
      return unusable("the document is encrypted");
    case running:
      return unusable("the document runs something when it is opened");
    case damaged:
      return unusable("a damaged PDF");
    default:
      return unusable("there is too much in the document");
  }
}

}  // namespace fitmate::central::services
