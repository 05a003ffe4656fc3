import type { Token, Tokens } from "marked";
import { Component, type ComponentChild, type ComponentChildren, type JSX } from "preact";
import { useMemo } from "preact/hooks";
import { CodeBlock } from "./code-block.tsx";
import { createGrowingBlocks, safeAddress, type PartToken } from "./blocks.ts";

/**
 * What a model wrote, as elements: never as markup, so that nothing in it can run, load or lead astray. HTML in it is
 * shown as text, pictures as links.
 */
export function Markdown({ text, isGrowing = false }: MarkdownProps): JSX.Element {
  const growing = useMemo(createGrowingBlocks, []);
  const blocks = growing.update(text, !isGrowing);
  const groups = Array.from({ length: Math.ceil(blocks.length / groupSize) }, (_, index) =>
    blocks.slice(index * groupSize, (index + 1) * groupSize),
  );
  return (
    <div class="markdown" dir="auto">
      {groups.map((tokens, index) => (
        <BlockGroup key={index} tokens={tokens} />
      ))}
    </div>
  );
}

interface MarkdownProps {
  readonly text: string;
  /** More of it is on its way. */
  readonly isGrowing?: boolean;
}

/** Blocks that are compared together, so that a long text costs no more for each token than a short one. */
const groupSize = 32;

class BlockGroup extends Component<{ readonly tokens: readonly Token[] }> {
  override shouldComponentUpdate({ tokens }: { readonly tokens: readonly Token[] }): boolean {
    return tokens.length !== this.props.tokens.length || tokens.some((token, at) => token !== this.props.tokens[at]);
  }

  override render(): ComponentChild {
    return this.props.tokens.map((token, index) => <Block key={index} token={token} />);
  }
}

/** Drawn anew only when its own text has changed. */
class Block extends Component<{ readonly token: PartToken }> {
  override shouldComponentUpdate({ token }: { readonly token: PartToken }): boolean {
    const { goesOn, raw, type } = this.props.token;
    return token.raw !== raw || token.type !== type || token.goesOn !== goesOn;
  }

  override render(): ComponentChild {
    return blockOf(this.props.token as MarkedToken);
  }
}

type MarkedToken = { readonly goesOn?: boolean } & (
  | Tokens.Heading
  | Tokens.Paragraph
  | Tokens.Code
  | Tokens.Blockquote
  | Tokens.List
  | Tokens.Table
  | Tokens.Hr
  | Tokens.Space
  | Tokens.HTML
  | Tokens.Text
  | Tokens.Def
);

function blockOf(token: MarkedToken): ComponentChildren {
  switch (token.type) {
    case "heading":
      return headingOf(token);
    case "paragraph":
      return <p class={partClass(token)}>{inlines(token.tokens)}</p>;
    case "code":
      return <CodeBlock text={token.text} language={token.lang ?? ""} />;
    case "blockquote":
      return <blockquote>{blocksOf(token.tokens)}</blockquote>;
    case "list":
      return listOf(token);
    case "table":
      return tableOf(token);
    case "hr":
      return <hr />;
    case "html":
      return <p>{token.raw}</p>;
    case "text":
      return <p>{inlines(token.tokens ?? [token])}</p>;
    default:
      return null;
  }
}

function blocksOf(tokens: readonly Token[]): ComponentChildren {
  return tokens.map((token) => blockOf(token as MarkedToken));
}

/** Headings of a reply stand below those of the page. */
function headingOf({ depth, tokens }: Tokens.Heading): JSX.Element {
  if (depth <= 2) return <h3>{inlines(tokens)}</h3>;
  if (depth === 3) return <h4>{inlines(tokens)}</h4>;
  return <h5>{inlines(tokens)}</h5>;
}

function partClass({ goesOn }: { readonly goesOn?: boolean }): string | undefined {
  return goesOn === true ? "goes-on" : undefined;
}

function listOf(list: Tokens.List & { readonly goesOn?: boolean }): JSX.Element {
  const items = list.items.map((item, index) => (
    <li key={index} class={item.task ? "task" : undefined}>
      {item.task && <input type="checkbox" checked={item.checked === true} disabled aria-label={item.text} />}
      {item.tokens.map((token) =>
        token.type === "text" ? inlines((token as Tokens.Text).tokens ?? [token]) : blockOf(token as MarkedToken),
      )}
    </li>
  ));
  if (!list.ordered) return <ul class={partClass(list)}>{items}</ul>;
  return (
    <ol class={partClass(list)} start={list.start === "" ? 1 : list.start}>
      {items}
    </ol>
  );
}

function tableOf({ header, rows, align }: Tokens.Table): JSX.Element {
  const aligned = (index: number): string => `align-${align[index] ?? "left"}`;
  return (
    <div class="table" tabIndex={0} role="group">
      <table>
        <thead>
          <tr>
            {header.map((cell, index) => (
              <th key={index} class={aligned(index)}>
                {inlines(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} class={aligned(index)}>
                  {inlines(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type InlineToken =
  | Tokens.Strong
  | Tokens.Em
  | Tokens.Del
  | Tokens.Codespan
  | Tokens.Link
  | Tokens.Image
  | Tokens.Br
  | Tokens.Escape
  | Tokens.Text;

function inlines(tokens: readonly Token[] | undefined): ComponentChildren {
  return tokens?.map((token) => inlineOf(token as InlineToken));
}

function inlineOf(token: InlineToken): ComponentChildren {
  switch (token.type) {
    case "strong":
      return <strong>{inlines(token.tokens)}</strong>;
    case "em":
      return <em>{inlines(token.tokens)}</em>;
    case "del":
      return <del>{inlines(token.tokens)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return linkOf(token.href, inlines(token.tokens));
    case "image":
      return linkOf(token.href, token.text === "" ? token.href : token.text);
    case "escape":
      return token.text;
    case "text":
      return token.tokens === undefined ? decoded(token.text) : inlines(token.tokens);
    default:
      // HTML and what later versions of Markdown may add: as it was written.
      return (token as Token).raw;
  }
}

function linkOf(href: string, children: ComponentChildren): ComponentChildren {
  const address = safeAddress(href);
  if (address === undefined) return <>{children}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  nbsp: "\u00a0",
};

/** Entities that models write in plain text. */
function decoded(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (entity, name: string) => entities[name] ?? entity);
}
