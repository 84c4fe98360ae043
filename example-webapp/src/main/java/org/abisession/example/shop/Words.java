package org.abisession.example.shop;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a question, in lower case and singular, each taken at most once. */
final class Words {
    private static final Set<String> STOP = Set.of("""
            a about again against all also am an analyse analyze and any anything are as at be been between
            bought but buy by can compare compared compares could customer data dataset did do doe done
            during each every explain fewer find for from get give go going got had have hello hey hi how i
            if in info information into is it its just know less let like list long look looking made main
            make may me mean more much my need no not now of ok on only or our out over per please question
            result s search see shop show since so some t tell than thank thanks that the their them then
            there these they thi thing this those through time to try u us use v versus very via vs wa want
            was we were what when where which who why will with would yes you your
            """.strip().split("\\s+", -1));

    private final List<String> words;
    private final BitSet taken = new BitSet();

    Words(String text) {
        words = split(text);
    }

    /** Returns the words in lower case; a plural loses its ending. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        for (String word : normalize(text).split("[^\\p{L}\\p{N}]+", -1)) {
            if (!word.isEmpty()) {
                words.add(singular(word));
            }
        }
        return words;
    }

    /** Returns one spelling for questions that differ only in case, spaces or the form of their characters. */
    static String normalize(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip()
                .replaceAll("\\s+", " ");
    }

    private static String singular(String word) {
        if (word.length() > 4 && word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        boolean plural = word.length() > 3 && word.endsWith("s") && !word.matches(".*(ss|us|is)");
        return plural ? word.substring(0, word.length() - 1) : word;
    }

    /** Takes the first word that {@code accepted} has. */
    boolean take(Collection<String> accepted) {
        for (int i = 0; i < words.size(); i++) {
            if (!taken.get(i) && accepted.contains(words.get(i))) {
                taken.set(i);
                return true;
            }
        }
        return false;
    }

    /** Takes every word that {@code accepted} has. */
    boolean takeAll(Collection<String> accepted) {
        boolean found = false;
        while (take(accepted)) {
            found = true;
        }
        return found;
    }

    /** Takes words that follow each other. */
    boolean takePhrase(List<String> phrase) {
        for (int i = 0; i + phrase.size() <= words.size(); i++) {
            int end = i + phrase.size();
            int used = taken.nextSetBit(i);
            if ((used < 0 || used >= end) && words.subList(i, end).equals(phrase)) {
                taken.set(i, end);
                return true;
            }
        }
        return false;
    }

    /** Returns whether the word is there, taken or not. */
    boolean has(String word) {
        return words.contains(word);
    }

    /** Returns the words in their order, taken or not. */
    List<String> all() {
        return words;
    }

    void take(int index) {
        taken.set(index);
    }

    boolean isTaken(int index) {
        return taken.get(index);
    }

    /** Returns the words that were not taken and carry a meaning of their own. */
    List<String> rest() {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (!taken.get(i) && !STOP.contains(words.get(i))) {
                rest.add(words.get(i));
            }
        }
        return rest;
    }

    static boolean isStopWord(String word) {
        return STOP.contains(word);
    }
}
