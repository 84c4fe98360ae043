package org.abisession.it.frameworks;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes what a server answered to the last of its redirects. Knows just so much HTML as the applications here send.
 */
record Page(int status, String path, String html) {
    private static final Pattern INPUT = Pattern.compile("<(input|button)\\b[^>]*>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-zA-Z-]+)=\"([^\"]*)\"");

    /** The text of the element with this id: {@code <b id="count">3</b>}. */
    String text(String id) {
        return find("<(\\w+)[^>]*\\bid=\"" + Pattern.quote(id) + "\"[^>]*>([^<]*)</\\1>", 2);
    }

    /** The form with this id (or the only one), filled in as it came, buttons left out. */
    Form form(String id) {
        String form = find("(<form[^>]*\\bid=\"" + Pattern.quote(id) + "\".*?</form>)", 1);
        return parse(form);
    }

    /** The first form. */
    Form form() {
        return parse(find("(<form\\b.*?</form>)", 1));
    }

    private Form parse(String html) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher inputs = INPUT.matcher(html);
        while (inputs.find()) {
            Map<String, String> input = attributes(inputs.group());
            String name = input.get("name");
            boolean button = input.getOrDefault("type", "").equals("submit")
                    || inputs.group(1).equals("button");
            if (name != null && !button) {
                fields.put(name, input.getOrDefault("value", ""));
            }
        }
        String action = attributes(html.substring(0, html.indexOf('>'))).getOrDefault("action", path);
        return new Form(resolve(action), fields);
    }

    /** Returns where the link with this id leads to. */
    String link(String id) {
        String tag = find("(<a\\b[^>]*\\bid=\"" + Pattern.quote(id) + "\"[^>]*>)", 1);
        return resolve(attributes(tag).getOrDefault("href", ""));
    }

    private static Map<String, String> attributes(String tag) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(tag);
        while (matcher.find()) {
            attributes.put(matcher.group(1), matcher.group(2).replace("&amp;", "&"));
        }
        return attributes;
    }

    private String resolve(String reference) {
        URI target = URI.create("http://127.0.0.1" + path).resolve(reference);
        return target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
    }

    private String find(String pattern, int group) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(html);
        if (!matcher.find()) {
            throw new AssertionError(
                    "There is no " + pattern + " in the page " + path + ", status " + status + ": " + html);
        }
        return matcher.group(group);
    }
}
