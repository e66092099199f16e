// What the page can do besides: completion of the last word, and keys. All else works without.
"use strict";
(() => {
    const field = document.getElementById("q");
    const list = document.getElementById("words");
    const root = document.body.dataset.root;
    let asked = 0;

    async function complete() {
        const number = ++asked;
        const typed = field.value;
        if (!/\p{L}{2,}$/u.test(typed)) {
            list.replaceChildren();
            return;
        }
        const answer = await fetch(root + "/v1/complete?limit=8&q=" + encodeURIComponent(typed));
        if (!answer.ok || number !== asked) {
            return;
        }
        const found = await answer.json();
        list.replaceChildren(...found.completions.map((item) => {
            const option = document.createElement("option");
            option.value = item.word;
            return option;
        }));
    }

    let timer = 0;
    field.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => complete().catch(() => {}), 120);
    });

    // j and k: the next and the previous hit, or match in an article; / : the field; Enter: open.
    const places = [...document.querySelectorAll(".hits h2 a, .reading mark[id]")];
    let at = -1;

    function go(step) {
        if (places.length === 0) {
            return;
        }
        at = Math.min(Math.max(at + step, 0), places.length - 1);
        const place = places[at];
        if (!place.matches("a")) {
            place.tabIndex = -1;
        }
        place.focus();
        place.scrollIntoView({ block: "center" });
    }

    document.addEventListener("keydown", (event) => {
        const typing = event.target.closest("input, select, textarea");
        if (typing || event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        if (event.key === "/") {
            event.preventDefault();
            field.focus();
            field.select();
        } else if (event.key === "j" || event.key === "k") {
            go(event.key === "j" ? 1 : -1);
        }
    });
})();
