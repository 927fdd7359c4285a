package io.github.qwenvl4j.image;

/** The canvas of an animation, on which its first frame is placed. */
record Canvas(int width, int height, int colour) {

    /** The frame must lie inside the canvas. */
    RgbImage place(RgbImage frame, int left, int top) {
        if (frame.width() == width && frame.height() == height) {
            return frame;
        }
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) (colour >> 16);
            rgb[i + 1] = (byte) (colour >> 8);
            rgb[i + 2] = (byte) colour;
        }
        int rowBytes = 3 * frame.width();
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(frame.pixels(), y * rowBytes, rgb, 3 * ((top + y) * width + left), rowBytes);
        }
        return RgbImage.wrap(width, height, rgb).withAlpha(frame.alpha().map(alpha -> placed(alpha, frame, left, top)));
    }

    /** Around a frame that is transparent somewhere, nothing is opaque. */
    private byte[] placed(byte[] alpha, RgbImage frame, int left, int top) {
        byte[] whole = new byte[width * height];
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(alpha, y * frame.width(), whole, (top + y) * width + left, frame.width());
        }
        return whole;
    }
}
