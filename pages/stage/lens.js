// A lens: near the pointer, the picture that belongs to the place under it, mixed from the four nearest on a grid. All
// lenses of a figure look at the same share of their axes. Kept in step with explainers/lens.py.

const rgb = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16))
const axis = (plot, name) => plot._fullLayout[`${name[0]}axis${name.slice(1)}`]
const between = (low, value, high) => Math.min(Math.max(value, low), high)

// The picture at (x, y), as numbers from 0 to 255.
const mixed = ({ x, y, shape: [rows, columns, height, width], pictures }, place) => {
  const along = (range, n, value) => between(0, ((value - range[0]) / (range[1] - range[0])) * (n - 1), n - 1)
  const [u, v] = [along(x, columns, place[0]), along(y, rows, place[1])]
  const [column, row] = [Math.min(Math.floor(u), columns - 2), Math.min(Math.floor(v), rows - 2)]
  const [du, dv] = [u - column, v - row]
  const size = height * width
  const start = (row * columns + column) * size
  const above = start + columns * size
  const found = new Float32Array(size)
  for (let i = 0; i < size; i += 1) {
    found[i] = (1 - dv) * ((1 - du) * pictures[start + i] + du * pictures[start + size + i])
      + dv * ((1 - du) * pictures[above + i] + du * pictures[above + size + i])
  }
  return found
}

// Paints grey values on a canvas, in the colours of a lens.
const develop = (canvas, { shape, paper, ink }, grey) => {
  Object.assign(canvas, { height: shape[2], width: shape[3] })
  const brush = canvas.getContext('2d')
  const image = brush.createImageData(shape[3], shape[2])
  const [from, to] = [rgb(paper), rgb(ink)]
  grey.forEach((value, i) => {
    for (let c = 0; c < 3; c += 1) image.data[4 * i + c] = from[c] + ((to[c] - from[c]) * value) / 255
    image.data[4 * i + 3] = 255
  })
  brush.putImageData(image, 0, 0)
}

const glass = (host) => {
  const made = Object.assign(document.createElement('div'), { className: 'lens', hidden: true })
  made.append(document.createElement('canvas'), document.createElement('span'))
  host.append(made)
  return made
}

// Shows, in every lens, what is at a share of its axes.
const look = (plot, share) => {
  for (const { axes, glass: pane, ...lens } of plot.lenses.list) {
    const [across, up] = axes.map((name) => axis(plot, name))
    const place = [across, up].map(({ range: [low, high] }, i) => low + share[i] * (high - low))
    develop(pane.firstChild, lens, mixed(lens, place))
    pane.lastChild.textContent = place.map((value) => value.toFixed(2).replace('-', '−')).join(', ')
    pane.style.borderColor = pane.style.color = lens.ink
    pane.style.background = lens.paper
    pane.hidden = false
    const [left, top] = [across._offset + across.d2p(place[0]), up._offset + up.d2p(place[1])]
    const [right, over] = [left + 14 + pane.offsetWidth > plot.clientWidth, top - 14 - pane.offsetHeight < 0]
    pane.style.left = `${right ? left - 14 - pane.offsetWidth : left + 14}px`
    pane.style.top = `${over ? top + 14 : top - 14 - pane.offsetHeight}px`
    plot.dataset.lens = place.join(',')
  }
  plot.lenses.painted += 1
}

// Where a pointer is: the axes under it, if they have a lens, and the share of them.
const shareOf = (plot, event, names) => {
  const box = plot.getBoundingClientRect()
  for (const axes of names) {
    const [across, up] = axes.map((name) => axis(plot, name))
    const x = (event.clientX - box.left - across._offset) / across._length
    const y = 1 - (event.clientY - box.top - up._offset) / up._length
    if (x >= 0 && x <= 1 && y >= 0 && y <= 1) return { axes, share: [x, y] }
  }
  return null
}

// Fetches the pictures of a figure's lenses, unless they are here, and follows the pointer with them.
const useLenses = async (plot, { lenses, token }) => {
  const names = lenses.map(({ name }) => name).join()
  if (plot.lenses?.names !== names) {
    plot.lenses?.list.forEach(({ glass: pane }) => pane.remove())
    plot.lenses = { names, list: [], painted: 0 }
    if (lenses.length) {
      const answer = await fetch(`/live/${token}/lenses`).catch(() => null)
      if (!answer?.ok || plot.lenses.names !== names) return
      const pictures = new Uint8Array(await answer.arrayBuffer())
      let start = 0
      plot.lenses.list = lenses.map((lens) => {
        const size = lens.shape.reduce((product, n) => product * n)
        start += size
        return { ...lens, pictures: pictures.subarray(start - size, start), glass: glass(plot.parentElement) }
      })
    }
  }
  plot.lenses.list.forEach((lens, i) => Object.assign(lens, lenses[i])) // colours and axes may have changed
  const hide = () => plot.lenses.list.forEach(({ glass: pane }) => { pane.hidden = true })
  hide()
  plot.onpointermove = plot.onpointerdown = (event) => {
    const found = shareOf(plot, event, plot.lenses.list.map(({ axes }) => axes))
    if (found) look(plot, found.share)
    else hide()
  }
  plot.onpointerleave = hide
}
