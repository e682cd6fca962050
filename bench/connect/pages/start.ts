/** Runs `start` when the visitor clicks the page's only button, which can be clicked from now on. */
export function startOnClick(start: () => Promise<unknown>): void {
  const button = document.createElement('button');
  button.id = 'start';
  button.textContent = 'Start';
  button.addEventListener('click', () => void start());
  document.body.append(button);
}
