import { contextBridge } from 'electron'

contextBridge.exposeInMainWorld('iovLab', {})
