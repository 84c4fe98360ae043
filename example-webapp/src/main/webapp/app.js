"use strict";
// Everything that comes from the server gets into the page as text, never as markup.
(function () {
  const TIMEOUT_MILLIS = 15000;
  const LAST_TURNS = 100;
  const $ = (id) => document.getElementById(id);
  let busy = 0;

  /** Calls the API; XMLHttpRequest, since even old browsers have it. */
  function call(method, path, body) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, "api/" + path);
      request.timeout = TIMEOUT_MILLIS;
      request.setRequestHeader("Accept", "application/json");
      if (body !== undefined) {
        request.setRequestHeader("Content-Type", "application/json");
      }
      request.onload = () => {
        let data = null;
        try {
          data = JSON.parse(request.responseText);
        } catch (notJson) {
          data = null; // 204, or a page of the container
        }
        if (request.status >= 200 && request.status < 300) {
          resolve(data);
        } else {
          reject(new Error(data && data.error ? data.error : refusal(request.status)));
        }
      };
      request.onerror = () => reject(new Error("This node can't be reached. Try again, or switch to another node."));
      request.ontimeout = () => reject(new Error("No answer came in " + TIMEOUT_MILLIS / 1000 + " seconds. Try again."));
      request.send(body === undefined ? null : JSON.stringify(body));
    });
  }

  function refusal(status) {
    return status === 503
      ? "The store of the sessions can't be reached at the moment. Your session is kept: try again."
      : "The server could not answer (status " + status + "). Try again.";
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  }

  function empty(node) {
    while (node.firstChild) {
      node.removeChild(node.firstChild);
    }
  }

  function state(id, text) {
    $(id).textContent = text;
    $(id).hidden = text === "";
  }

  function announce(text) {
    $("announce").textContent = text;
  }

  function showError(error) {
    $("alert-text").textContent = error.message;
    $("alert").hidden = false;
  }

  function clearError() {
    $("alert").hidden = true;
  }

  /** Runs something that talks to the server, and shows how it failed. */
  function run(task) {
    busy += 1;
    $("main").setAttribute("aria-busy", "true");
    clearError();
    const done = () => {
      busy -= 1;
      if (busy === 0) {
        $("main").setAttribute("aria-busy", "false");
      }
    };
    return task().then(done, (error) => {
      done();
      showError(error);
    });
  }

  function localTime(text) {
    if (typeof text !== "string") {
      return "";
    }
    // Python writes UTC without saying so, and microseconds, of which dates have no room.
    const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : text + "Z";
    const time = new Date(zoned.replace(/(\.\d{3})\d+/, "$1"));
    return isNaN(time.getTime()) ? text : time.toLocaleString();
  }

  function duration(seconds) {
    if (seconds === null || seconds === undefined) {
      return "";
    }
    if (seconds <= 0) {
      return "ever (never ends)";
    }
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    const rest = seconds % 60;
    return ((hours ? hours + " h " : "") + (minutes ? minutes + " min " : "") + (rest ? rest + " s" : "")).trim();
  }

  function plural(number, noun) {
    return number + " " + noun + (number === 1 ? "" : "s");
  }

  function facts(entry) {
    const known = entry.metadata || {};
    const parts = [];
    if (typeof known.strategy === "string") {
      parts.push(known.strategy.replace(/_/g, " "));
    }
    if (typeof known.docs_found === "number") {
      parts.push(plural(known.docs_found, "order"));
    }
    if (typeof entry.execution_time === "number") {
      parts.push((entry.execution_time * 1000).toFixed(1) + " ms");
    }
    if (known.cache_hit === true) {
      parts.push("from the cache");
    }
    const time = localTime(entry.timestamp);
    if (time) {
      parts.push(time);
    }
    return parts.join(" · ");
  }

  function turn(entry) {
    const item = element("li", "turn");
    if (typeof entry.unreadable === "string") {
      item.appendChild(element("p", "facts", "An entry that is no JSON object:"));
      item.appendChild(element("p", "answer", entry.unreadable));
      return item;
    }
    item.appendChild(element("p", "question", String(entry.user_query === undefined ? "" : entry.user_query)));
    if (entry.assistant_response !== null && entry.assistant_response !== undefined) {
      item.appendChild(element("p", "answer", String(entry.assistant_response)));
    }
    item.appendChild(element("p", "facts", facts(entry)));
    return item;
  }

  function toEnd() {
    $("turns").scrollTop = $("turns").scrollHeight;
  }

  function showSize(size) {
    $("size").textContent = size > 0 ? plural(size, "turn") : "";
    $("suggestions").hidden = size > 0;
  }

  function showConversation(conversation) {
    empty($("turn-list"));
    conversation.entries.forEach((entry) => $("turn-list").appendChild(turn(entry)));
    showSize(conversation.size);
    const shown = conversation.entries.length;
    state("chat-state", conversation.size === 0
      ? "Nothing has been said yet. Ask about a year of orders: totals, rankings, trends, or single orders."
      : conversation.size > shown ? "The last " + shown + " of " + conversation.size + " turns." : "");
    toEnd();
  }

  function showAttributes(attributes) {
    empty($("attributes"));
    const names = Object.keys(attributes);
    state("attributes-state", names.length === 0 ? "No attributes." : "");
    names.forEach((name) => {
      const item = element("li", "attribute");
      const text = element("div");
      text.appendChild(element("strong", "", name));
      text.appendChild(element("span", "value", JSON.stringify(attributes[name])));
      item.appendChild(text);
      const remove = element("button", "quiet small", "Remove");
      remove.type = "button";
      remove.setAttribute("aria-label", "Remove " + name);
      remove.addEventListener("click", () => removeAttribute(name));
      item.appendChild(remove);
      $("attributes").appendChild(item);
    });
  }

  function showSession(session) {
    const there = session.id !== null;
    $("node").textContent = session.node;
    state("session-state", there ? "" : "No session yet. A question or an attribute begins one.");
    $("session-facts").hidden = !there;
    $("session-new").hidden = session["new"] !== true;
    $("change-id").disabled = !there;
    $("log-out").disabled = !there;
    $("session-id").textContent = there ? session.id : "";
    $("session-created").textContent = localTime(session.created_at);
    $("session-accessed").textContent = localTime(session.last_accessed_at);
    $("session-interval").textContent = duration(session.max_inactive_interval);
    showAttributes(session.attributes);
  }

  function showKeys(keys, id) {
    empty($("keys"));
    state("keys-state", keys.length === 0 ? "Redis holds nothing for you." : "");
    const longest = Math.max.apply(null, [1].concat(keys.map((key) => key.ttl || 0)));
    keys.forEach((key) => {
      const item = element("li", "key");
      const name = element("code");
      const at = id === null ? -1 : key.name.indexOf(id);
      if (at < 0) {
        name.textContent = key.name;
      } else {
        name.appendChild(document.createTextNode(key.name.substring(0, at + id.length)));
        name.appendChild(element("b", "", key.name.substring(at + id.length)));
      }
      item.appendChild(name);
      const line = element("p");
      line.appendChild(element("span", "", sizeOf(key)));
      line.appendChild(element("span", "", key.ttl === null ? "no TTL" : "TTL " + key.ttl + " s"));
      item.appendChild(line);
      if (key.ttl !== null) {
        const bar = element("progress");
        bar.setAttribute("max", String(longest));
        bar.setAttribute("value", String(key.ttl));
        bar.setAttribute("aria-label", "Time to live");
        item.appendChild(bar);
      }
      $("keys").appendChild(item);
    });
  }

  function sizeOf(key) {
    const units = { string: "byte", list: "entry", hash: "field" };
    const noun = units[key.type];
    const count = noun === "entry" && key.size !== 1 ? key.size + " entries" : noun ? plural(key.size, noun) : key.size;
    return key.type + ", " + count;
  }

  function refreshSession() {
    return call("GET", "session").then((session) => {
      showSession(session);
      return call("GET", "keys").then((answer) => showKeys(answer.keys, session.id));
    });
  }

  function refreshAll() {
    return run(() => refreshSession()
      .then(() => call("GET", "conversation?last=" + LAST_TURNS))
      .then(showConversation));
  }

  function ask(query) {
    if ($("send").disabled) {
      return;
    }
    const pending = turn({ user_query: query, assistant_response: "Looking it up…" });
    pending.className += " pending";
    $("turn-list").appendChild(pending);
    state("chat-state", "");
    $("suggestions").hidden = true;
    $("send").disabled = true;
    toEnd();
    const settled = () => {
      $("send").disabled = false;
      if (pending.parentNode) {
        pending.parentNode.removeChild(pending);
      }
    };
    run(() => call("POST", "conversation", { user_query: query }).then((entry) => {
      settled();
      $("turn-list").appendChild(turn(entry));
      $("query").value = "";
      toEnd();
      return refreshSession().then(() => call("GET", "conversation?last=1"))
        .then((conversation) => showSize(conversation.size));
    }, (error) => {
      settled();
      $("suggestions").hidden = $("turn-list").firstChild !== null;
      $("query").value = query;
      throw error;
    })).then(() => $("query").focus());
  }

  /** JSON where it is JSON, else the text itself. */
  function valueOf(text) {
    try {
      return JSON.parse(text);
    } catch (notJson) {
      return text;
    }
  }

  function setAttribute(name, text) {
    const path = "session/attributes/" + encodeURIComponent(name);
    run(() => call("PUT", path, valueOf(text)).then(() => {
      $("attribute-name").value = "";
      $("attribute-value").value = "";
      announce("Attribute " + name + " is set.");
      return refreshSession();
    }));
  }

  function removeAttribute(name) {
    run(() => call("DELETE", "session/attributes/" + encodeURIComponent(name)).then(() => {
      announce("Attribute " + name + " is removed.");
      $("attribute-name").focus();
      return refreshSession();
    }));
  }

  function changeId() {
    run(() => call("POST", "session/id").then(() => {
      announce("The session has another id.");
      return refreshSession();
    }));
  }

  function logOut() {
    run(() => call("DELETE", "session").then(() => {
      announce("You are logged out. The session is gone.");
      $("query").focus();
      return refreshAll();
    }));
  }

  function showSwitch(answer) {
    const port = Number(answer.node.substring(answer.node.lastIndexOf(":") + 1));
    const others = answer.nodes.filter((other) => other !== port);
    if (others.length === 0) {
      return;
    }
    const after = others.filter((other) => other > port);
    const next = after.length > 0 ? after[0] : others[0];
    $("switch").href = location.protocol + "//" + location.hostname + ":" + next + location.pathname;
    $("switch").textContent = "Switch to " + next;
    $("switch").setAttribute("aria-label", "Switch to the node on port " + next);
    $("switch").hidden = false;
  }

  $("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const query = $("query").value.trim();
    if (query === "") {
      $("query").focus();
      return;
    }
    ask(query);
  });
  $("set-attribute").addEventListener("submit", (event) => {
    event.preventDefault();
    setAttribute($("attribute-name").value.trim(), $("attribute-value").value);
  });
  Array.prototype.forEach.call($("suggestions").children, (button) => {
    button.addEventListener("click", () => ask(button.textContent));
  });
  $("change-id").addEventListener("click", changeId);
  $("log-out").addEventListener("click", logOut);
  $("refresh").addEventListener("click", refreshAll);
  $("retry").addEventListener("click", refreshAll);
  $("dismiss").addEventListener("click", () => {
    clearError();
    $("query").focus();
  });

  call("GET", "nodes").then(showSwitch, () => {}); // what matters about a failure, the next line shows
  refreshAll();
})();
