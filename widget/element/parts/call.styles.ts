import { css } from 'lit';

/** Indicators, the bar of a running call, the field for typing. */
export const callStyles = css`
  button {
    transition:
      background-color 0.12s,
      transform 0.12s;
  }
  button:hover {
    background: color-mix(in oklab, var(--_on-surface) 11%, var(--_surface));
  }
  button.primary:hover {
    background: color-mix(in oklab, var(--_accent) 88%, var(--_on-surface));
  }
  button:active {
    transform: scale(0.98);
  }
  .indicators {
    display: flex;
    flex-wrap: wrap;
    grid-row: 2;
    gap: 0.125em 1em;
    padding: 0.375em calc(var(--_gap) * 1.25);
    margin: 0;
    list-style: none;
    background: var(--_raised);
    border-block: 1px solid var(--_border);
  }
  .indicators li {
    display: flex;
    gap: 0.45em;
    align-items: center;
    font-size: 0.8125em;
    white-space: nowrap;
  }
  .indicators span {
    color: var(--_muted);
  }
  .indicators b {
    font-weight: 600;
  }
  button svg {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
  }
  .problem-box {
    display: grid;
    gap: 0.25em 0.75em;
    color: inherit;
    grid-template-columns: auto minmax(0, 1fr);
    margin-block: 0.5em;
    background: color-mix(in oklab, var(--_danger) 9%, var(--_surface));
    border: 1px solid color-mix(in oklab, var(--_danger) 40%, var(--_surface));
    border-radius: calc(var(--_radius) * 0.8);
  }
  .problem-box .icon {
    inline-size: 1.125em;
    block-size: 1.125em;
    margin-block-start: 0.1875em;
    stroke-width: 1.5;
  }
  .problem-box p {
    font-size: 0.9375em;
  }
  .problem-box > :is(p, button) {
    grid-column: 2;
    justify-self: start;
  }
  .problem-box button {
    min-block-size: 2.25em;
    margin-block-start: 0.375em;
    background: var(--_surface);
    border-color: var(--_edge);
  }
  .foot {
    /* Words only for screen readers, such as those of narrow buttons, scroll with it and not with the page. */
    position: relative;
    grid-template-columns: minmax(0, 1fr);
  }
  .foot:has(.bar) {
    border-block-start: 1px solid var(--_border);
    padding-block-start: 0.75em;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .bar button {
    flex: none;
    padding-inline: 0.75em;
    white-space: nowrap;
  }
  .bar .wide {
    flex: 1;
  }
  .talk {
    touch-action: none;
    /* The name that Safari knows, too: a finger that holds the button would select its words there. */
    -webkit-user-select: none;
  }
  .mic[aria-pressed='true'] {
    color: var(--_surface);
    background: var(--_on-surface);
  }
  .hang-up {
    margin-inline-start: auto;
    color: var(--_on-danger);
    background: var(--_danger);
  }
  .hang-up:hover {
    background: color-mix(in oklab, var(--_danger) 86%, var(--_on-surface));
  }
  .menus {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em 0.75em;
    align-items: center;
    justify-content: end;
    color: var(--_muted);
  }
  select {
    min-block-size: 2.3em;
    font: inherit;
    color: var(--_on-surface);
    background: var(--_surface);
    border: 1px solid var(--_edge);
    border-radius: calc(var(--_radius) * 0.5);
  }
  .composer {
    display: flex;
    align-items: end;
  }
  textarea {
    flex: 1;
    max-block-size: 8em;
    resize: none;
    field-sizing: content;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .send {
    padding: 0;
  }
  @container nutrina (inline-size < 30em) {
    .bar button:not([part='interrupt']) span {
      position: absolute;
      inline-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @container nutrina (inline-size < 25em) {
    .bar button {
      padding-inline: 0.5em;
    }
    .indicators {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min-content, 5em));
      padding-inline: var(--_gap);
      line-height: 1.35;
    }
    .indicators li {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 0 0.45em;
    }
    .indicators b {
      grid-column: 2;
    }
  }
  .hint,
  .empty p,
  .problem-box p,
  .wrong {
    unicode-bidi: plaintext;
  }
  @media (pointer: coarse) {
    .problem-box button,
    select {
      min-block-size: var(--_target);
    }
    /* iOS zooms the page in to a field whose words are smaller than 16 px, and leaves it so. */
    .menus label {
      font-size: 1em;
    }
  }
  @media (forced-colors: active) {
    .mic[aria-pressed='true'] {
      border-style: dashed;
    }
  }
`;
