# What tools/try and tools/check share: steps that say little when they work, and the packages.  Sourced, not run.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log_dir=build/log
mkdir -p "$log_dir"

# step WHAT COMMAND...: runs the command with its output in a file; shows the end of it only if it fails.
step() {
  local what=$1 log start
  shift
  log="$log_dir/$(echo "$what" | tr -c 'a-zA-Z0-9\n' '-').log"
  start=$SECONDS
  printf '%-44s' "$what ..."
  if "$@" >"$log" 2>&1 </dev/null; then
    printf ' ok, %d s\n' $((SECONDS - start))
  else
    printf ' FAILED after %d s; the last lines of %s:\n\n' $((SECONDS - start)) "$log"
    tail -n 60 "$log"
    exit 1
  fi
}

# install_packages KIND...: installs what tools/packages names for these kinds, if anything is missing.
install_packages() {
  local sudo='' missing=() name kind wanted
  for wanted in "$@"; do
    while read -r kind name; do
      [ "$kind" = "$wanted" ] || continue
      dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
    done <tools/packages
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "need root or sudo to install: ${missing[*]}"; exit 1; }
    sudo=sudo
  fi
  step 'package lists' $sudo apt-get update
  step "packages (${#missing[@]})" $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}"
}

# configure PRESET [CMAKE OPTION...]
configure() {
  local preset=$1 launcher=()
  shift
  if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  step "configure $preset" cmake --preset "$preset" "${launcher[@]}" "$@"
}
