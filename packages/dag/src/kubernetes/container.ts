import type { Plan } from '@meshwright/contracts'
import { DagError } from '../dag-error.ts'
import type { EmitOptions } from '../emitter.ts'
import { planName } from '../plan-name.ts'
import type { YamlValue } from '../yaml-text.ts'

/** Runs one shell command in the image of the project. Secrets come from a Secret that has the plan's name. */
export function container(plan: Plan, options: EmitOptions, command: string, env: readonly YamlValue[]) {
  return {
    image: options.image ?? '',
    ...(options.directory === undefined ? {} : { workingDir: options.directory }),
    // A shell, so that no text of a plan is read as one of the templates that Kubernetes and Argo have.
    command: ['sh', '-c'],
    args: [command],
    env: [
      ...env,
      ...(options.secrets ?? []).map((name): YamlValue => ({ name, valueFrom: { secretKeyRef: { name: planName(plan), key: name } } })),
    ],
    ...(options.volumeClaim === undefined ? {} : { volumeMounts: [{ name: 'home', mountPath: options.home ?? '' }] }),
  }
}

/** The volume that the container mounts, if there is one. */
export const volumes = ({ volumeClaim }: EmitOptions): { readonly volumes?: YamlValue } =>
  volumeClaim === undefined ? {} : { volumes: [{ name: 'home', persistentVolumeClaim: { claimName: volumeClaim } }] }

/** Throws DagError `option-invalid` where a container cannot be made of the options. */
export function requireContainer(target: string, { image, volumeClaim, home }: EmitOptions): void {
  const problems = [
    ...(image === undefined ? ['name the image that holds Node, the command and the project: --image registry.example/shop:1.4.0'] : []),
    ...(volumeClaim !== undefined && home?.startsWith('/') !== true
      ? ['the claim is mounted where the home folder is: say where, as --home /var/lib/meshwright']
      : []),
  ]
  if (problems.length > 0) throw new DagError('option-invalid', problems.map((problem) => `${target}: ${problem}`).join('\n'), { problems })
}
