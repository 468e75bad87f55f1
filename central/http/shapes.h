#pragma once

#include "central/http/call.h"

// What answers consist of, each named for what it is.
namespace fitmate::central::http::shapes {

Shape profile();
Shape visit();
Shape membership();
Shape progress_photo();
Shape meal();
Shape measurement();
Shape workout();
Shape workout_plan();
Shape diet_plan();
Shape ai_report();
Shape pt_session();
Shape trainer();
Shape schedule();
Shape shift();
Shape revenue();
Shape salary();
Shape document();
Shape dashboard();
Shape assignment();
Shape payment();
Shape package();
Shape expense();
Shape message();
Shape trainer_message();
Shape notification();
Shape settings();
Shape admin_session();
Shape trainer_card();
Shape pass();

}  // namespace fitmate::central::http::shapes
