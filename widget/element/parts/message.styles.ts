import { css } from 'lit';

export const messageStyles = css`
  .log {
    /* However long it is, it takes what is left; what has no room below scrolls with the panel. */
    contain: size;
    min-block-size: 7.5em;
    /* What is only for screen readers is out of the flow: it has to scroll with the words it belongs to. */
    position: relative;
    display: flex;
    flex-direction: column;
    grid-row: 2;
    padding: var(--_gap) calc(var(--_gap) * 1.25);
    overflow: hidden auto;
    /* LogScroll does it, in every browser alike. */
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  .log > :first-child {
    margin-block-start: auto;
  }
  .message {
    display: grid;
    gap: 0.125em;
    justify-items: start;
    inline-size: fit-content;
    max-inline-size: min(85%, 36em);
    margin-block-start: 0.625em;
  }
  .message p {
    padding: 0.5em 0.875em;
    white-space: pre-wrap;
    background: var(--_raised);
    border-radius: calc(var(--_radius) * 0.85);
  }
  .assistant p {
    border-end-start-radius: 0.25em;
  }
  .user {
    justify-items: end;
    margin-inline-start: auto;
  }
  .user p {
    position: relative;
    background: var(--_tint);
    border-end-end-radius: 0.25em;
  }
  /* Arrived. In the bubble's padding, so that nothing moves when it does. */
  :is([data-status='sent'], [data-status='answered']) p::after {
    position: absolute;
    inset-block-end: 0.3em;
    inset-inline-end: 0.5em;
    font-size: 0.625em;
    line-height: 1;
    content: '✓' / '';
  }
  [data-status='interim'] p {
    font-style: italic;
    color: var(--_muted);
    background: none;
    outline: 1px dashed var(--_edge);
    outline-offset: -1px;
  }
  .message small {
    padding-inline: 0.6em;
    font-size: 0.8125em;
    color: var(--_muted);
  }
  .message .failed {
    color: var(--_danger);
  }
  .retry {
    min-inline-size: 0;
    min-block-size: 2.15em;
    padding: 0 0.9em;
    margin-inline-start: 0.3em;
    font-size: inherit;
  }
  del {
    color: var(--_muted);
    text-decoration: line-through 1px;
  }
  .caret {
    display: inline-block;
    inline-size: 0.5em;
    block-size: 1em;
    margin-inline-start: 0.1875em;
    vertical-align: -0.125em;
    background: var(--_accent);
    border-radius: 2px;
    animation: nv-blink 1s ease-in-out infinite;
  }
  .newest {
    position: absolute;
    inset-block-end: 0.5em;
    inset-inline-end: 1em;
    padding: 0;
    background: var(--_surface);
    border-color: var(--_edge);
    box-shadow: 0 2px 8px rgb(0 0 0 / 18%);
  }
  @media (pointer: coarse) {
    .retry {
      min-block-size: 3.4em;
    }
  }
  @media (forced-colors: active) {
    .message p {
      border: 1px solid;
    }
  }
`;
