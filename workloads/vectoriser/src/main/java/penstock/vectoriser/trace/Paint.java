package penstock.vectoriser.trace;

/// What a layer is filled with. Colours are premultiplied, 0 to 255; places are pixel coordinates.
sealed interface Paint {
    /// Writes the four channels of this paint at the place to `out`.
    void at(double x, double y, float[] out);

    /// One colour everywhere.
    record Solid(float red, float green, float blue, float alpha) implements Paint {
        @Override
        public void at(double x, double y, float[] out) {
            out[0] = red;
            out[1] = green;
            out[2] = blue;
            out[3] = alpha;
        }
    }

    /// Colours along a straight line from the first to the last stop, constant across it.
    record Linear(double startX, double startY, double endX, double endY, Stops stops)
            implements Paint {
        @Override
        public void at(double x, double y, float[] out) {
            double dx = endX - startX;
            double dy = endY - startY;
            stops.at(((x - startX) * dx + (y - startY) * dy) / (dx * dx + dy * dy), out);
        }
    }

    /// Colours by distance from a centre, the last stop at the radius.
    record Radial(double centreX, double centreY, double radius, Stops stops) implements Paint {
        @Override
        public void at(double x, double y, float[] out) {
            stops.at(Math.hypot(x - centreX, y - centreY) / radius, out);
        }
    }

    /// Equally spaced colours of a gradient.
    final class Stops {
        private final float[] rgba;

        Stops(float[] rgba) {
            this.rgba = rgba;
        }

        int count() {
            return rgba.length / 4;
        }

        float channel(int stop, int channel) {
            return rgba[stop * 4 + channel];
        }

        /// The colour at a place from 0 (first stop) to 1 (last stop); beyond them the end colours.
        void at(double place, float[] out) {
            double scaled = Math.clamp(place, 0, 1) * (count() - 1);
            int stop = Math.min((int) scaled, count() - 2);
            float share = (float) (scaled - stop);
            for (int c = 0; c < 4; c++) {
                out[c] = channel(stop, c) * (1 - share) + channel(stop + 1, c) * share;
            }
        }
    }
}
