#!/usr/bin/env bash
# Installs the npm package that Kogame's CoAP is tried against, as package-lock.json names it, into the build's target folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
mkdir -p target/interop/npm
cp src/test/interop/npm/{package.json,package-lock.json,.npmrc} target/interop/npm/
npm --prefix target/interop/npm ci --silent
