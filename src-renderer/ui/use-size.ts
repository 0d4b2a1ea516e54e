// Width and height of an element in CSS pixels, followed while it changes.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

export function useSize(element: Readonly<Ref<HTMLElement | null>>): { width: Ref<number>; height: Ref<number> } {
  const width = ref(0)
  const height = ref(0)
  let observer: ResizeObserver | null = null
  onMounted(() => {
    if (!element.value) return
    observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      width.value = Math.floor(entry.contentRect.width)
      height.value = Math.floor(entry.contentRect.height)
    })
    observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return { width, height }
}
