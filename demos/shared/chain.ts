// The editable list of a chain: filters for a photo, effects for audio.

import type { ParameterChange } from "filmgate";
import { createControls, type Files } from "./controls.ts";
import { element } from "./dom.ts";
import type { Link } from "./links.ts";
import { summary, title } from "./parameters.ts";

/** Callbacks of the list. */
export interface ChainEvents {
  /** A link was added, removed, moved or switched: the chain must be created again. */
  rebuilt(): void;
  /** The value of a parameter was changed. */
  changed(link: Link, parameter: string, value: ParameterChange): void;
  /** Opens files for parameters that are look-up tables or frames. */
  readonly files?: Files;
}

/** A list of links with their controls, which people can edit. */
export class ChainList {
  readonly links: Link[] = [];
  readonly #list: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #events: ChainEvents;

  constructor(list: HTMLElement, empty: HTMLElement, events: ChainEvents) {
    this.#list = list;
    this.#empty = empty;
    this.#events = events;
  }

  /** Appends a link. */
  add(link: Link): void {
    this.links.push(link);
    this.#list.append(this.#item(link));
    this.#arranged();
  }

  /** Replaces all links. */
  replace(links: readonly Link[]): void {
    this.links.splice(0, this.links.length, ...links);
    this.#list.replaceChildren(...links.map((link) => this.#item(link)));
    this.#arranged();
  }

  #item(link: Link): HTMLElement {
    const name = title(link.spec.name);
    const toggle = element("input", { type: "checkbox", checked: link.enabled });
    const heading = element("h3", {}, element("label", {}, toggle, name));
    const button = (sign: string, does: string, click: () => void) => {
      const made = element("button", { type: "button", className: "small", title: does }, sign);
      made.ariaLabel = `${does}: ${name.toLowerCase()}`;
      made.addEventListener("click", click);
      return made;
    };
    const up = button("↑", "Move up", () => this.#move(link, item, -1, up));
    const down = button("↓", "Move down", () => this.#move(link, item, 1, down));
    const remove = button("✕", "Remove", () => this.#remove(link, item));
    const item = element(
      "li",
      { className: "card" },
      element("div", { className: "bar" }, heading, up, down, remove),
      element("p", { className: "quiet" }, summary(link.spec.description)),
      ...createControls(
        link.spec,
        link.values,
        (parameter, value) => this.#events.changed(link, parameter, value),
        this.#events.files,
      ),
    );
    item.dataset["filter"] = link.spec.name;
    item.classList.toggle("off", !link.enabled);
    toggle.addEventListener("change", () => {
      link.enabled = toggle.checked;
      item.classList.toggle("off", !link.enabled);
      this.#events.rebuilt();
    });
    return item;
  }

  #move(link: Link, item: HTMLElement, by: -1 | 1, pressed: HTMLButtonElement): void {
    const from = this.links.indexOf(link);
    this.links.splice(from, 1);
    this.links.splice(from + by, 0, link);
    if (by < 0) item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    this.#arranged();
    // Moving an element removes its focus. The pressed button is disabled at the end of the list; then the other button
    // gets it.
    const next = pressed.disabled
      ? item.querySelector<HTMLButtonElement>(".bar button:not(:disabled)")
      : pressed;
    next?.focus();
  }

  #remove(link: Link, item: HTMLElement): void {
    this.links.splice(this.links.indexOf(link), 1);
    const neighbour = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    this.#arranged();
    // Keyboard focus moves to the next link, or to the search field.
    const next = neighbour?.querySelector("input") ?? document.querySelector<HTMLElement>("#search");
    next?.focus();
  }

  #arranged(): void {
    const last = this.#list.children.length - 1;
    for (const [index, item] of [...this.#list.children].entries()) {
      const [up, down] = item.querySelectorAll<HTMLButtonElement>(".bar button");
      if (up !== undefined) up.disabled = index === 0;
      if (down !== undefined) down.disabled = index === last;
    }
    this.#empty.hidden = last >= 0;
    this.#events.rebuilt();
  }
}
