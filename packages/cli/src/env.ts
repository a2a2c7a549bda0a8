/** Address of the control plane, such as `https://manage.example.com`. */
export function installationUrl(): string | undefined {
  return process.env.GATEHOUSE_URL
}

/** A management key. Only from the environment: arguments are seen by everybody on the machine. */
export function managementKey(): string | undefined {
  return process.env.GATEHOUSE_KEY
}
