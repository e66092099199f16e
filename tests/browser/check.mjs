// The pages in Chromium, with JavaScript and without: axe-core and html-validate find nothing, the content security policy
// is kept, keys and completion work, and the screenshots are made. check.mjs URL FOLDER CHROMIUM
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
const require = createRequire(process.env.MODULES + "/");
const { chromium } = require("playwright-core");
const { HtmlValidate } = require("html-validate");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [base, folder, program] = process.argv.slice(2);
const narrow = { width: 360, height: 740 }, wide = { width: 1100, height: 820 };
const article = "/articles/wirtschaftssanktionen-russland-wirkung?q=Sanktionen";
const pages = [
    ["search", "/?q=Sanktionen", wide, "light"],
    ["facets", "/?q=Russland&section=Politik&since=2022&group=true", wide, "light"],
    ["reading", article, wide, "light"],
    ["kwic", "/kwic?q=Sanktionen&keys=1R,2R,3R", wide, "light"],
    ["trend", "/trend?q=Russland&by=month", wide, "light"],
    ["narrow", "/?q=Sanktionen", narrow, "light"],
    ["dark", "/?q=Sanktionen", wide, "dark"],
    ["", "/", wide, "light"], ["", "/?q=Sanktoinen", wide, "light"], ["", "/nichts", wide, "light"], ["", "/?q=%22", wide, "dark"],
    ["", article, narrow, "dark"], ["", "/kwic?q=Sanktionen", narrow, "light"], ["", "/trend?q=Russland&by=year", narrow, "dark"],
    ["", "/?q=Russland&distinct=true&group=true&limit=5", narrow, "light"],
];
const validate = new HtmlValidate({ extends: ["html-validate:standard"] });
const wrong = [];

async function look(browser, [name, path, viewport, colorScheme], javaScriptEnabled, locale) {
    // axe has to be put into the page, which the page's own policy would not let.
    const context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled, locale, bypassCSP: javaScriptEnabled });
    const page = await context.newPage();
    const where = `${path} ${viewport.width} ${colorScheme} ${javaScriptEnabled ? "" : "without JavaScript"} ${locale}`;
    page.on("console", (message) => message.type() === "error" && !/404|400/.test(message.text()) && wrong.push(`${where}: ${message.text()}`));
    page.on("pageerror", (error) => wrong.push(`${where}: ${error}`));
    const answer = await page.goto(base + path);
    const report = await validate.validateString(await answer.text());
    for (const found of report.results.flatMap((result) => result.messages)) {
        wrong.push(`${where}: ${found.line}:${found.column} ${found.ruleId}: ${found.message}`);
    }
    const over = javaScriptEnabled && await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) {
        wrong.push(`${where}: ${over} pixels wider than the window`);
    }
    if (javaScriptEnabled) {
        await page.evaluate(axe);
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        const { violations } = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), tags);
        for (const found of violations) {
            wrong.push(`${where}: ${found.id}: ${found.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
        }
        if (name !== "" && locale === "de-DE") {
            await page.screenshot({ path: `${folder}/${name}.png` });
        }
    }
    await context.close();
}

async function use(browser) {
    const page = await (await browser.newContext({ locale: "de-DE" })).newPage();
    page.on("console", (message) => message.type() === "error" && wrong.push(`in use: ${message.text()}`));
    await page.goto(base + "/?q=Sanktionen");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const second = await page.locator(".hits h2 a").nth(1).getAttribute("href");
    if (await page.evaluate(() => document.activeElement.getAttribute("href")) !== second) {
        wrong.push("j does not lead to the next hit");
    }
    await page.keyboard.press("Enter");
    await page.waitForURL("**/articles/**");
    await page.keyboard.press("/");
    if (await page.evaluate(() => document.activeElement.id) !== "q") {
        wrong.push("/ does not lead to the field");
    }
    await page.keyboard.type("Sankt");
    await page.waitForFunction(() => document.querySelectorAll("#words option").length > 0, null, { timeout: 5000 })
        .catch(() => wrong.push("nothing is completed"));
    await page.keyboard.press("Escape");
}

async function useWithout(browser) {
    const page = await (await browser.newContext({ locale: "de-DE", javaScriptEnabled: false })).newPage();
    await page.goto(base + "/");
    await page.fill("#q", "Sanktionen");
    await page.click("form[role=search] button");
    await page.locator("aside section a").first().click();
    await page.locator(".filters a").first().click();
    await page.locator(".hits h2 a").first().click();
    if (!page.url().includes("/articles/") || await page.locator("mark").count() === 0) {
        wrong.push(`without JavaScript: ${page.url()}`);
    }
}

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
for (const page of pages) {
    for (const script of [true, false]) {
        await look(browser, page, script, "de-DE");
    }
    await look(browser, page, true, "en-GB");
}
await use(browser);
await useWithout(browser);
await browser.close();
console.log(wrong.length > 0 ? wrong.join("\n") : `${pages.length} pages: axe-core 0, html-validate 0`);
process.exit(wrong.length > 0 ? 1 : 0);
