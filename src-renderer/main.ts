// The window's first file: styles, stores, the root component.
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { config } from 'zod'
import App from './App.vue'
import './styles/tokens.css'
import './styles/base.css'

// the content-security policy forbids code made from text, which zod would otherwise try
config({ jitless: true })

createApp(App).use(createPinia()).mount('#app')
