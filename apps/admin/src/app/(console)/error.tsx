'use client'
export { DetailError as default } from '../../components/detail-error.tsx'
