// Width and height of an element in CSS pixels, followed while it changes; the element may come and go.
import { onBeforeUnmount, ref, type Ref, watch } from 'vue'

export function useSize(element: Readonly<Ref<HTMLElement | null>>): { width: Ref<number>; height: Ref<number> } {
  const width = ref(0)
  const height = ref(0)
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return
    width.value = Math.floor(entry.contentRect.width)
    height.value = Math.floor(entry.contentRect.height)
  })
  watch(
    element,
    (next) => {
      observer.disconnect()
      if (next) observer.observe(next)
    },
    { immediate: true, flush: 'post' },
  )
  onBeforeUnmount(() => observer.disconnect())
  return { width, height }
}
