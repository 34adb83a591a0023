// Turns the pages of the story: PageUp and PageDown, which clickers send, and the arrow keys where nothing else wants them.
const TYPING = 'input:not([type=range]), textarea, [contenteditable=true]'
const STEERING = `${TYPING}, input, [role=radiogroup], [role=application], [role=tablist], [role=listbox], [role=combobox], [role=dialog]`

export default function ({ data, parentElement }) {
  keepHistory(data.step, data.view)
  const listen = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const paging = { PageUp: data.back, PageDown: data.next }[event.key]
    const name = paging ?? { ArrowLeft: data.back, ArrowRight: data.next }[event.key]
    if (!name || event.target.closest(paging ? TYPING : STEERING)) return
    event.preventDefault()
    event.stopPropagation()
    document.querySelector(`.st-key-${name} button:not(:disabled)`)?.click()
  }
  const host = parentElement.host ?? parentElement
  host.stopListening?.()
  document.addEventListener('keydown', listen, true)
  host.stopListening = () => document.removeEventListener('keydown', listen, true)
  return host.stopListening
}
