// The practice studio's payment widget: the vendor's call, a form of its own. It pays nothing.
(() => {
  const home = new URL(document.currentScript.src).origin;

  const german = {
    card: "Kartennummer",
    expiry: "Gültig bis (MM/JJ)",
    code: "Prüfziffer",
    holder: "Name auf der Karte",
    pay: "Karte hinterlegen",
    LAPSED: "Die Zeit für diese Zahlung ist abgelaufen. Bitte beginne sie noch einmal.",
    USED: "Diese Zahlung ist schon abgeschlossen.",
    UNKNOWN: "Diese Zahlung ist uns nicht bekannt.",
    DECLINED: "Die Bank hat diese Karte abgelehnt. Bitte nimm eine andere.",
    INVALID_NUMBER: "Die Kartennummer stimmt nicht.",
    EXPIRY: "Bitte gib an, bis wann die Karte gilt.",
    CODE: "Bitte gib die drei oder vier Ziffern der Prüfziffer ein.",
    OFFLINE: "Die Zahlung ist gerade nicht erreichbar. Bitte versuche es noch einmal.",
    ACCEPTED: "Die Karte ist hinterlegt.",
  };
  const english = {
    card: "Card number",
    expiry: "Valid until (MM/YY)",
    code: "Security code",
    holder: "Name on the card",
    pay: "Save card",
    LAPSED: "The time for this payment is over. Please start it again.",
    USED: "This payment has been completed.",
    UNKNOWN: "We do not know this payment.",
    DECLINED: "The bank declined this card. Please use another one.",
    INVALID_NUMBER: "The card number is not right.",
    EXPIRY: "Please say until when the card is valid.",
    CODE: "Please type the three or four digits of the security code.",
    OFFLINE: "The payment cannot be reached. Please try again.",
    ACCEPTED: "The card is saved.",
  };

  const made = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const field = (id, label, attributes) => {
    const input = made("input", { id: `payment-${id}`, name: id, autocapitalize: "off", ...attributes });
    return [made("p", {}, made("label", { for: input.id }, label), made("br", {}), input), input];
  };

  async function init({ userSessionToken, locale, container, onSuccess, onError }) {
    const words = String(locale ?? "").toLowerCase().startsWith("de") ? german : english;
    const place = typeof container === "string" ? (document.querySelector(container) ?? document.getElementById(container)) : container;
    const status = made("p", { id: "payment-status", role: "status", "aria-live": "polite", "data-payment-state": "" });
    const say = (state) => {
      status.textContent = words[state] ?? state;
      status.setAttribute("data-payment-state", state);
      if (state !== "ACCEPTED") onError?.(state);
    };
    const [cardRow, card] = field("card", words.card, {
      inputmode: "numeric", autocomplete: "cc-number", required: "", "aria-required": "true",
    });
    const [expiryRow, expiry] = field("expiry", words.expiry, { inputmode: "numeric", autocomplete: "cc-exp", required: "" });
    const [codeRow, code] = field("code", words.code, { inputmode: "numeric", autocomplete: "cc-csc", required: "" });
    const [holderRow, holder] = field("holder", words.holder, { autocomplete: "cc-name" });
    const button = made("button", { type: "submit" }, words.pay);
    const form = made("form", { novalidate: "", lang: words === german ? "de" : "en" });
    form.append(cardRow, expiryRow, codeRow, holderRow, button, status);

    const wrong = (input, state) => {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", status.id);
      input.focus();
      say(state);
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      for (const input of [card, expiry, code, holder]) {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      }
      if (!/^(0?[1-9]|1[0-2])\s*[/.-]?\s*(\d{2}|20\d{2})$/.test(expiry.value.trim())) return wrong(expiry, "EXPIRY");
      if (!/^\d{3,4}$/.test(code.value.trim())) return wrong(code, "CODE");
      button.disabled = true;
      try {
        // Without a content type of its own this needs no permission to be asked from another origin.
        const answer = await fetch(`${home}/payment-widget/card`, {
          method: "POST",
          body: JSON.stringify({ userSessionToken, cardNumber: card.value }),
        });
        const told = await answer.json();
        if (told.state === "ACCEPTED") {
          say("ACCEPTED");
          onSuccess?.(told.paymentRequestToken);
          return;
        }
        if (told.state === "DECLINED" || told.state === "INVALID_NUMBER") wrong(card, told.state);
        else say(told.state ?? "OFFLINE");
      } catch {
        say("OFFLINE");
      }
      button.disabled = false;
    });

    try {
      const asked = await fetch(`${home}/payment-widget/session?userSessionToken=${encodeURIComponent(userSessionToken)}`);
      const told = await asked.json();
      if (told.state !== "OPEN") {
        place.replaceChildren(status);
        say(told.state ?? "OFFLINE");
        return;
      }
    } catch {
      place.replaceChildren(status);
      say("OFFLINE");
      return;
    }
    place.replaceChildren(form);
    card.focus();
  }

  window.paymentWidget = { init };
})();
