package io.github.qwenvl4j.image;

import java.util.Locale;
import java.util.Optional;

/** The forms of address that the sources of this package serve. */
enum AddressForm {
    FILE("local files are"),
    DATA_URL("data URLs are"),
    REMOTE("remote pictures are");

    private final String subject;

    AddressForm(String subject) {
        this.subject = subject;
    }

    /** Why an address of this form is not read by a loader without a source for it. */
    String switchedOff() {
        return "was not read: " + subject + " disabled here";
    }

    /** Empty for an unknown scheme. */
    static Optional<AddressForm> of(String address) {
        Optional<String> scheme = scheme(address);
        if (scheme.isEmpty()) {
            return Optional.of(FILE);
        }
        return switch (scheme.get()) {
            case "file" -> Optional.of(FILE);
            case "data" -> Optional.of(DATA_URL);
            case "http", "https" -> Optional.of(REMOTE);
            default -> Optional.empty();
        };
    }

    static Optional<String> scheme(String address) {
        int colon = address.indexOf(':');
        // A scheme of one letter is a Windows drive.
        if (colon < 2 || !address.substring(0, colon).matches("[a-zA-Z][a-zA-Z0-9+.-]*")) {
            return Optional.empty();
        }
        return Optional.of(address.substring(0, colon).toLowerCase(Locale.ROOT));
    }

    boolean isFormOf(String address) {
        return of(address).filter(form -> form == this).isPresent();
    }
}
