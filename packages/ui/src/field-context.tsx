'use client'
import { createContext, useContext } from 'react'

export type FieldControl = {
  id?: string
  name?: string
  required?: boolean
  'aria-describedby'?: string
  'aria-invalid'?: true
}

export const FieldControlContext = createContext<FieldControl>({})

/** What a control takes from the Field around it: id, name, description and error. */
export function useFieldControl(): FieldControl {
  return useContext(FieldControlContext)
}

export const FormErrorsContext = createContext<Readonly<Record<string, string>>>({})
