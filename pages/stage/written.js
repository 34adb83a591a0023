// A text that a model writes, token by token: each says how likely it was, and opens what else could have stood there.
// Kept in step with written.py.

export default function ({ data, parentElement, setTriggerValue }) {
  const chips = parentElement.querySelector('.tokens')
  const chip = (text, title, on, shade) => {
    const made = Object.assign(document.createElement(on ? 'button' : 'span'), { textContent: text.trim() || '␣', title })
    if (on) Object.assign(made, { type: 'button', onclick: on })
    if (shade !== undefined) made.style.background = `color-mix(in srgb, ${data.shade} ${Math.round(70 * shade)}%, transparent)`
    return made
  }
  const prompt = data.prompt.map((token) => chip(token, 'of the prompt'))
  const written = data.written.map(([token, p], i) => {
    const said = p === null ? 'just written' : `“${token}”: ${p.toPrecision(3)}`
    const made = chip(token, said, data.busy ? null : () => setTriggerValue('place', String(i)), p === null ? 0 : 1 - p)
    made.setAttribute('aria-pressed', !data.busy && i === data.place)
    return made
  })
  const next = data.busy ? [] : [chip('…', 'what comes next', () => setTriggerValue('place', String(data.written.length)))]
  next[0]?.setAttribute('aria-pressed', data.place === data.written.length)
  chips.replaceChildren(...prompt, ...written, ...next)
  chips.dataset.count = data.written.length
  const others = data.others.map(([token, p, id]) => chip(`${token.trim() || '␣'} ${p.toFixed(2)}`, `Write “${token}” here, and go on from it`,
    () => setTriggerValue('branch', String(id))))
  parentElement.querySelector('.others').replaceChildren(...(others.length ? [data.instead, ...others] : []))
}
