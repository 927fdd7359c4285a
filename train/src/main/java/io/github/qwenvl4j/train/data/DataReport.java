package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.train.sample.Contents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What a check found in one data file. Not thread-safe. */
public final class DataReport {

    private static final int SHOWN = 3;

    private final Path file;
    private final Map<Fault, Places> faults = new EnumMap<>(Fault.class);
    private final SortedMap<Integer, Long> lengths = new TreeMap<>();
    private final List<Dropped> dropped = new ArrayList<>();
    private Optional<Contents> contents = Optional.empty();
    private final MessageDigest digest = sha256();
    private long usable;
    private final Set<String> pictures = new HashSet<>();

    /**
     * The samples with a fault.
     *
     * @param count of all of them
     * @param first places and reasons of the first three
     */
    public record Places(long count, List<String> first) {

        private Places with(String place) {
            List<String> more = new ArrayList<>(first);
            if (more.size() < SHOWN) {
                more.add(place);
            }
            return new Places(count + 1, more);
        }
    }

    /** A record that cannot be trained on, and why. */
    public record Dropped(String place, String reason) {}

    DataReport(Path file) {
        this.file = file;
    }

    void addBroken(String place, String reason) {
        dropped.add(new Dropped(place, reason));
        add(Fault.UNREADABLE, place + ": " + reason);
    }

    /** @param hash of the texts of the sample */
    void add(SampleCheck.Checked checked, UUID hash) {
        boolean fitsLongerRows = checked.findings().stream()
                .allMatch(finding ->
                        finding.fault() == Fault.TOO_LONG || !finding.fault().drops());
        if (fitsLongerRows) {
            checked.tokenized().ifPresent(sample -> lengths.merge(sample.length(), 1L, Long::sum));
        }
        checked.findings()
                .forEach(finding -> add(finding.fault(), checked.sample().id() + ": " + finding.reason()));
        if (checked.usable()) {
            usable++;
            pictures.addAll(checked.sample().images());
            digest.update(hash.toString().getBytes(StandardCharsets.US_ASCII));
        } else {
            checked.findings().stream()
                    .filter(finding -> finding.fault().drops())
                    .findFirst()
                    .ifPresent(
                            finding -> dropped.add(new Dropped(checked.sample().id(), finding.reason())));
        }
    }

    void add(Fault fault, String place) {
        faults.merge(fault, new Places(1, List.of(place)), (before, one) -> before.with(place));
    }

    void finish(Contents found) {
        contents = Optional.of(found);
    }

    public Path file() {
        return file;
    }

    /** How the file is made; empty if it could not be read to its end. */
    public Optional<Contents> contents() {
        return contents;
    }

    public Map<Fault, Places> faults() {
        return Collections.unmodifiableMap(faults);
    }

    /** Number of samples by length in ids: of those that can be trained on, or could if they were not too long. */
    public SortedMap<Integer, Long> lengths() {
        return Collections.unmodifiableSortedMap(lengths);
    }

    /** Number of samples that can be trained on. */
    public long usable() {
        return usable;
    }

    /** The records that cannot be trained on. */
    public List<Dropped> dropped() {
        return Collections.unmodifiableList(dropped);
    }

    /** Place and reason of the first record that cannot be trained on. */
    public Optional<String> firstDropped() {
        return dropped.stream().findFirst().map(record -> record.place() + ": " + record.reason());
    }

    /** Changes with the texts of the samples that can be trained on, and with their order. */
    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // that of the JDK can be
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Number of different pictures of the samples that can be trained on. */
    public int pictures() {
        return pictures.size();
    }
}
