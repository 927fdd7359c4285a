package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Waiting answers: owners take turns, each owner's in order of arrival, and each may have so many. Not thread-safe. */
final class FairQueue {

    private final int maxPerOwner;
    private final Map<Object, Deque<Ticket>> owners = new LinkedHashMap<>();

    FairQueue(int maxPerOwner) {
        this.maxPerOwner = maxPerOwner;
    }

    /** All of one owner's tickets, or none. */
    void addAll(List<Ticket> tickets) {
        Object owner = tickets.get(0).request().owner().turn();
        int waiting = owners.getOrDefault(owner, new ArrayDeque<>()).size();
        if (waiting + tickets.size() > maxPerOwner) {
            throw new QwenVlException(QwenVlException.Kind.QUEUE_FULL, waiting + " answers are waiting already");
        }
        owners.computeIfAbsent(owner, name -> new ArrayDeque<>()).addAll(tickets);
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }

    int size() {
        return owners.values().stream().mapToInt(Deque::size).sum();
    }

    /** Whose turn it is; the queue must not be empty. */
    Ticket peek() {
        return owners.values().iterator().next().element();
    }

    /** Takes the ticket whose turn it is; its owner's next one comes after those of all others. */
    Ticket remove() {
        Object owner = peek().request().owner().turn();
        Deque<Ticket> tickets = owners.remove(owner);
        Ticket ticket = tickets.remove();
        if (!tickets.isEmpty()) {
            owners.put(owner, tickets);
        }
        return ticket;
    }

    /** Ends the tickets of an owner that has been closed. */
    void forget(Object prefixes) {
        owners.values().stream()
                .flatMap(Deque::stream)
                .filter(ticket -> ticket.request().owner().prefixes().equals(prefixes))
                .forEach(Ticket::disown);
    }

    /** Takes out the tickets that nobody waits for. */
    List<Ticket> removeOver() {
        List<Ticket> over = new ArrayList<>();
        for (Iterator<Deque<Ticket>> each = owners.values().iterator(); each.hasNext(); ) {
            Deque<Ticket> waiting = each.next();
            for (Iterator<Ticket> tickets = waiting.iterator(); tickets.hasNext(); ) {
                Ticket ticket = tickets.next();
                if (ticket.over()) {
                    over.add(ticket);
                    tickets.remove();
                }
            }
            if (waiting.isEmpty()) {
                each.remove();
            }
        }
        return over;
    }

    List<Ticket> removeAll() {
        List<Ticket> all = owners.values().stream().flatMap(Deque::stream).toList();
        owners.clear();
        return all;
    }
}
