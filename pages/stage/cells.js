// A pad on which the cells of a grid are painted. Kept in step with cells.py: rows of characters, with "/" between.
// Arrow keys move a cursor; the space bar paints the kind that is chosen, any other character of a kind chooses and paints it.
const SIDE = 14 // rem, at most, along either side
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

export default function ({ data, parentElement, setTriggerValue }) {
  const pad = parentElement.querySelector('.cells')
  const said = parentElement.querySelector('.said')
  const choice = parentElement.querySelector('.kinds')
  const namespace = 'http://www.w3.org/2000/svg'
  const mine = pad.told?.includes(data.text) // an echo: what was painted since then must not be lost
  if (!mine) Object.assign(pad, { told: [], rows: data.text.split('/').map((row) => [...row]) })
  pad.at ??= [0, 0]
  pad.brush ??= Object.keys(data.kinds)[1]
  const width = () => Math.max(...pad.rows.map((row) => row.length), 1)
  const text = () => pad.rows.map((row) => row.join('')).join('/')

  const add = (kind, attributes, content) => {
    const mark = document.createElementNS(namespace, kind)
    for (const [name, value] of Object.entries(attributes)) mark.setAttribute(name, value)
    if (content) mark.textContent = content
    pad.append(mark)
  }
  const show = () => {
    pad.replaceChildren()
    pad.setAttribute('viewBox', `0 0 ${width()} ${pad.rows.length}`)
    pad.style.maxWidth = `${SIDE * Math.min(1, width() / pad.rows.length)}rem`
    pad.setAttribute('aria-label', `${data.label}: arrow keys move, a character paints; the field below takes the same as text`)
    pad.rows.forEach((row, y) => row.forEach((sign, x) => {
      add('rect', { x, y, width: 1, height: 1, class: sign === '#' ? 'wall' : '' })
      if (!'.#'.includes(sign)) add('text', { x: x + 0.5, y: y + 0.5 }, sign)
    }))
    add('rect', { x: pad.at[1], y: pad.at[0], width: 1, height: 1, class: 'here' })
  }
  const say = () => {
    const [y, x] = pad.at
    said.textContent = `row ${y + 1}, column ${x + 1}: ${data.kinds[pad.rows[y]?.[x]] ?? ''}`
  }
  const put = (y, x, sign) => {
    if (pad.rows[y]?.[x] === undefined || pad.rows[y][x] === 'S') return false // the start is moved, never painted over
    if (sign === 'S') pad.rows.forEach((row) => row.forEach((old, i) => { if (old === 'S') row[i] = '.' }))
    if (pad.rows[y][x] === sign) return false
    pad.rows[y][x] = sign
    if (data.follows) askAhead(pad, data, text())
    return true
  }
  const tell = () => {
    pad.wanted = ''
    pad.told.push(text())
    setTriggerValue('painted', pad.told.at(-1))
  }
  const choose = (sign) => {
    pad.brush = sign
    for (const button of choice.children) button.setAttribute('aria-checked', button.value === sign)
  }

  choice.replaceChildren(...Object.entries(data.kinds).map(([sign, what]) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', value: sign, textContent: sign === '.' ? '␣' : sign, title: what })
    button.setAttribute('role', 'radio')
    button.setAttribute('aria-label', what)
    button.onclick = () => choose(sign)
    return button
  }))
  choose(pad.brush)
  show()
  say()

  const place = ({ clientX, clientY }) => {
    const { left, top, width: wide, height: high } = pad.getBoundingClientRect()
    return [Math.floor(((clientY - top) / high) * pad.rows.length), Math.floor(((clientX - left) / wide) * width())]
  }
  const paint = (event) => {
    const [y, x] = place(event)
    if (pad.rows[y]?.[x] === undefined) return
    pad.at = [y, x]
    pad.changed = put(y, x, pad.erases ? '.' : pad.brush) || pad.changed
    show()
    say()
  }
  pad.onpointerdown = (event) => {
    pad.setPointerCapture(event.pointerId)
    event.preventDefault()
    pad.focus()
    const [y, x] = place(event)
    pad.erases = pad.rows[y]?.[x] === pad.brush // a second stroke takes back what the first has painted
    paint(event)
  }
  pad.onpointermove = (event) => { if (pad.hasPointerCapture(event.pointerId)) paint(event) }
  pad.onpointerup = pad.onpointercancel = () => {
    if (pad.changed) tell()
    pad.changed = false
  }
  pad.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const [y, x] = pad.at
    const move = MOVES[event.key]
    const sign = event.key === ' ' ? pad.brush : event.key
    if (move) pad.at = [Math.min(Math.max(y + move[0], 0), pad.rows.length - 1), Math.min(Math.max(x + move[1], 0), width() - 1)]
    else if (sign in data.kinds) {
      choose(sign)
      if (put(y, x, sign)) tell()
    } else return
    event.preventDefault()
    event.stopPropagation()
    show()
    say()
  }
}
