import { css } from 'lit';

/** Indicators, the bar of a running call, the field for typing. */
export const callStyles = css`
  .indicators {
    display: flex;
    flex-wrap: wrap;
    grid-row: 2;
    gap: 0.125rem 1rem;
    padding: 0.375rem calc(var(--_gap) * 1.25);
    margin: 0;
    font-size: 0.8125rem;
    list-style: none;
    background: var(--_raised);
    border-block: 1px solid var(--_border);
  }
  .indicators li {
    display: flex;
    gap: 0.375rem;
    align-items: center;
    white-space: nowrap;
  }
  .indicators span {
    color: var(--_muted);
  }
  .indicators b {
    font-weight: 600;
  }
  .foot:has(.bar) {
    display: grid;
    gap: 0.75rem;
    border-block-start: 1px solid var(--_border);
    padding-block-start: 0.75rem;
  }
  .bar {
    display: flex;
    gap: 0.5rem;
  }
  .bar button {
    padding-inline: 0.875rem;
    white-space: nowrap;
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
  .composer {
    display: flex;
    align-items: end;
  }
  textarea {
    flex: 1;
    max-block-size: 8rem;
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
  @container nutrina (inline-size < 25rem) {
    .bar button:not([part='interrupt']) span {
      position: absolute;
      inline-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .indicators {
      justify-content: space-between;
      padding-inline: var(--_gap);
      font-size: 0.75rem;
    }
    .indicators li {
      gap: 0.25rem;
    }
    .indicators {
      column-gap: 0.5rem;
    }
  }
  @media (forced-colors: active) {
    .mic[aria-pressed='true'] {
      border-style: dashed;
    }
  }
`;
