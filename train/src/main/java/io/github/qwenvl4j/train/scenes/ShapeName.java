package io.github.qwenvl4j.train.scenes;

/** The six shapes, named in both languages. */
public enum ShapeName {
    CIRCLE("circle", "圆形"),
    SQUARE("square", "正方形"),
    RECTANGLE("rectangle", "长方形"),
    TRIANGLE("triangle", "三角形"),
    STAR("star", "星形"),
    HEART("heart", "心形");

    private final String english;
    private final String chinese;

    ShapeName(String english, String chinese) {
        this.english = english;
        this.chinese = chinese;
    }

    public String in(SceneLanguage language) {
        return language == SceneLanguage.ENGLISH ? english : chinese;
    }
}
