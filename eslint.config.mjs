// Lint: what the languages recommend, and the rules of this house: who may import whom, and what the engine may not use.
import { existsSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, resolve } from 'node:path'
import js from '@eslint/js'
import importX from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

const root = import.meta.dirname
const at = (path) => resolve(root, path)
const isFile = (path) => existsSync(path) && statSync(path).isFile()

// Only our own files matter to the layer rules; packages are left to the bundler.
const ownFiles = {
  interfaceVersion: 3,
  name: 'own-files',
  resolve(specifier, from) {
    if (isBuiltin(specifier)) return { found: true, path: null }
    const base = specifier.startsWith('@shared/')
      ? at(`src-shared/${specifier.slice('@shared/'.length)}`)
      : specifier.startsWith('.')
        ? resolve(dirname(from), specifier.replace(/\?.*$/, ''))
        : null
    if (base === null) return { found: false }
    const path = [base, `${base}.ts`, `${base}/index.ts`].find(isFile)
    return path ? { found: true, path } : { found: false }
  },
}

// Inside the main side: desktop, web, cli -> service -> run, library, report, interop, course, calibration -> engine -> shared.
const main = (...rooms) => rooms.map((room) => at(`src-main/${room}`))
const outer = ['desktop', 'web', 'cli']
const middle = ['run', 'library', 'report', 'interop', 'course', 'calibration']
const zones = [
  {
    target: at('src-shared'),
    from: [at('src-main'), at('src-renderer'), at('test')],
    message: 'shared imports nobody',
  },
  {
    target: at('src-renderer'),
    from: [at('src-main'), at('test')],
    message: 'the renderer knows the main side only through LabApi',
  },
  {
    target: at('src-main'),
    from: [at('src-renderer'), at('test')],
    message: 'the main side never imports the renderer',
  },
  { target: main('engine'), from: main(...outer, 'service', ...middle), message: 'the engine imports shared only' },
  {
    target: main(...middle),
    from: main(...outer, 'service'),
    message: 'run, library, report, interop, course and calibration know no service and no front',
  },
  { target: main('service'), from: main(...outer), message: 'the service knows no transport' },
]

const ambient = (object, properties, message) => properties.map((property) => ({ object, property, message }))
const hostModules = {
  group: ['node:*', 'electron', 'vue', 'pinia', 'cytoscape', 'uplot', 'reka-ui', 'ws'],
  message: 'shared and engine run anywhere: no Node, Electron or page modules',
}

export default tseslint.config(
  { ignores: ['out/', 'release/', 'node_modules/', 'coverage/', 'test-results/', 'playwright-report/', '.cache/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.ts', '**/*.vue'],
    // the compiler knows every global, lint does not
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          'AbortSignal',
          'module',
          'require',
          '__dirname',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // the layout of templates is prettier's business
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      // App, Canvas, Inspector: rooms have one-word names
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/no-v-html': 'error',
    },
  },
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [ownFiles],
      'import-x/extensions': ['.ts', '.mjs'],
      // A component is a leaf of the import graph: its script is TypeScript inside a file that import-x cannot parse.
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/ignore': ['\\.vue$'],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: root, zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      'import-x/no-duplicates': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'prefer-const': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'start' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
    },
  },
  {
    files: ['src-main/**/*.ts', 'src-shared/**/*.ts', 'src-renderer/**/*.{ts,vue}'],
    ignores: ['src-main/cli/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['src-shared/**/*.ts', 'src-main/engine/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [hostModules] }] },
  },
  {
    // The same seed must give the same run everywhere: time and chance come from the kernel alone.
    files: ['src-main/engine/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'Date',
          'performance',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'crypto',
          'process',
          'console',
          'Intl',
        ].map((name) => ({
          name,
          message: 'the engine takes time, chance and output from its kernel',
        })),
      ],
      'no-restricted-properties': [
        'error',
        ...ambient('Math', ['random'], 'draw from a random stream'),
        ...ambient(
          'Math',
          [
            'exp',
            'expm1',
            'log',
            'log2',
            'log10',
            'log1p',
            'pow',
            'sin',
            'cos',
            'tan',
            'asin',
            'acos',
            'atan',
            'atan2',
            'sinh',
            'cosh',
            'tanh',
            'cbrt',
            'hypot',
          ],
          'differs between JavaScript engines: use the functions of the kernel',
        ),
      ],
      // `**` is Math.pow by another name; toLocaleString depends on the machine
      'no-restricted-syntax': [
        'error',
        {
          selector: 'BinaryExpression[operator="**"]:not([left.type="Literal"][right.type="Literal"])',
          message: 'differs between JavaScript engines for non-integers: multiply',
        },
        {
          selector: 'CallExpression[callee.property.name=/^toLocale/]',
          message: 'depends on the locale of the machine',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['it', 'test', 'describe'].map((object) => ({
          object,
          property: 'only',
          message: 'runs a part of the suite and hides the rest',
        })),
      ],
      // Playwright names fixtures that take nothing `({}, use)`
      'no-empty-pattern': 'off',
    },
  },
)
