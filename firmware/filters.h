#pragma once

#include "firmware/frame.h"

namespace fitmate::firmware {

// The mean of the square of 2 * radius + 1 pixels around each; the edge repeats. 1 to 100.
GreyImage box_mean(FrameView from, int radius);

// Light for dark: what a screen in dark mode shows becomes a code like any other.
GreyImage inverted(FrameView from);

// Edges made steeper again by what a blur of about `radius` pixels took from them.
GreyImage sharpened(FrameView from, int radius);

// Every neighbourhood brought to the same mean and the same contrast: shade, glare and a dim screen
// vanish, and so does the difference between a flat wall and its noise.
GreyImage levelled(FrameView from, int radius);

}  // namespace fitmate::firmware
