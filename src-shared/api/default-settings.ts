// What a person prefers who has chosen nothing yet.
import type { Settings } from './lab-api'

export const DEFAULT_SETTINGS: Settings = { theme: 'system', panels: {}, pace: 1, confirmDelete: false }
