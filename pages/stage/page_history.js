// Back and forward: each step of the story and each view that a visitor chooses is an entry of the history. Whatever else
// changes the address (a slider, what the server puts right) belongs to the entry in which it happens. Streamlit itself
// makes entries for what the server changes, and none for what the visitor does; on the way back it runs the page anew for
// the address of the entry.
function keepHistory(step, view) {
  const course = (window.courseHistory ??= { steps: new Set(), views: new Set(), acted: false, fresh: false })
  course.steps.add(step)
  course.views.add(view)
  if (course.kept) return
  course.kept = true
  const { pushState, replaceState } = History.prototype
  const changed = (names, before, after) =>
    [...names].some((name) => before.searchParams.get(name) !== after.searchParams.get(name))
  const isEntry = (before, after) =>
    course.acted && (changed(course.steps, before, after) || (course.fresh && changed(course.views, before, after)))

  const write = (original) => (state, title, url) => {
    const before = new URL(location.href)
    const after = new URL(url ?? before, before)
    if (before.pathname !== after.pathname) return original.call(history, state, title, url)
    if (!isEntry(before, after)) return replaceState.call(history, state, title, url)
    course.fresh = false // a step often changes the view too: one entry
    return pushState.call(history, state, title, url)
  }
  history.pushState = write(pushState)
  history.replaceState = write(replaceState)
  const act = () => Object.assign(course, { acted: true, fresh: true })
  for (const event of ['pointerdown', 'keydown', 'click']) document.addEventListener(event, act, true)
  window.addEventListener('popstate', () => Object.assign(course, { acted: false, fresh: false }), true)
}

