package io.github.qwenvl4j.train.scenes;

import java.util.List;

/**
 * The twelve colours, named in both languages. Each has regions of hue, saturation and brightness that a person would
 * call only by this name; there are gaps between the regions.
 */
public enum ColourName {
    RED("red", "红色", new Region(349, 367, .78, 1, .74, 1)),
    ORANGE("orange", "橙色", new Region(20, 39, .82, 1, .88, 1)),
    YELLOW("yellow", "黄色", new Region(48, 61, .65, 1, .86, 1)),
    GREEN("green", "绿色", new Region(92, 148, .45, 1, .36, 1)),
    CYAN("cyan", "青色", new Region(172, 190, .55, 1, .6, 1)),
    BLUE("blue", "蓝色", new Region(207, 242, .65, 1, .5, 1)),
    PURPLE("purple", "紫色", new Region(266, 288, .5, 1, .42, .95), new Region(288, 304, .55, 1, .4, .7)),
    PINK("pink", "粉色", new Region(325, 352, .22, .58, .93, 1), new Region(322, 336, .58, .9, .95, 1)),
    BROWN("brown", "棕色", new Region(14, 31, .55, .88, .35, .6), new Region(0, 12, .6, .76, .5, .65)),
    BLACK("black", "黑色", new Region(0, 360, 0, .3, 0, .12)),
    WHITE("white", "白色", new Region(0, 360, 0, .03, .95, 1)),
    GRAY("gray", "灰色", new Region(0, 360, 0, .06, .38, .7));

    private final String english;
    private final String chinese;
    private final List<Region> regions;

    ColourName(String english, String chinese, Region... regions) {
        this.english = english;
        this.chinese = chinese;
        this.regions = List.of(regions);
    }

    public String in(SceneLanguage language) {
        return language == SceneLanguage.ENGLISH ? english : chinese;
    }

    /** A random colour with this name, as {@code 0xRRGGBB}, mostly of the first region. */
    public int draw(Dice dice) {
        Region region = dice.chance(0.8) ? regions.get(0) : dice.pick(regions);
        return region.draw(dice);
    }

    /** Hue in degrees (may pass 360), saturation and brightness in [0, 1]. */
    private record Region(
            double hue,
            double hueEnd,
            double saturation,
            double saturationEnd,
            double brightness,
            double brightnessEnd) {
        int draw(Dice dice) {
            double h = dice.between(hue, hueEnd) / 360;
            double s = dice.between(saturation, saturationEnd);
            double b = dice.between(brightness, brightnessEnd);
            return rgb((float) (h - Math.floor(h)), (float) s, (float) b);
        }

        /** The conversion of {@code java.awt.Color}, without its module. */
        private static int rgb(float hue, float saturation, float brightness) {
            float sector = hue * 6;
            float part = sector - (float) Math.floor(sector);
            float low = brightness * (1 - saturation);
            float falling = brightness * (1 - saturation * part);
            float rising = brightness * (1 - saturation * (1 - part));
            return switch ((int) sector) {
                case 0 -> packed(brightness, rising, low);
                case 1 -> packed(falling, brightness, low);
                case 2 -> packed(low, brightness, rising);
                case 3 -> packed(low, falling, brightness);
                case 4 -> packed(rising, low, brightness);
                default -> packed(brightness, low, falling);
            };
        }

        private static int packed(float red, float green, float blue) {
            return (int) (red * 255 + 0.5f) << 16 | (int) (green * 255 + 0.5f) << 8 | (int) (blue * 255 + 0.5f);
        }
    }
}
