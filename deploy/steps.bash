# shellcheck shell=bash
# Sourced by deploy/run and tests/run: what both show on the terminal, and the packages of Debian 12 that a build needs.

export LC_ALL=C.UTF-8

# What the three programs need to be built and to run.
build_packages=(
    cmake g++ ninja-build
    libboost1.81-dev libcli11-dev libgmock-dev libgtest-dev libicu-dev librocksdb-dev libspdlog-dev libssl-dev
    libsystemd-dev libtomlplusplus-dev nlohmann-json3-dev pkg-config prometheus-cpp-dev
)

# What cpack needs to make the Debian package of it.
package_packages=(dpkg-dev file)

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
    bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' dim=$'\e[2m' plain=$'\e[0m'
else
    bold='' green='' red='' dim='' plain=''
fi

header() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        printf '%sRoot is needed for: %s%s\n' "$red" "$*" "$plain" >&2
        return 1
    fi
}

# install NAME…: the packages that are missing, and nothing at all when there are none (no network, no root).
install() {
    local package missing=()
    for package in "$@"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then
        echo "all $# packages are there"
        return
    fi
    echo "missing: ${missing[*]}"
    as_root apt-get -q update
    # Run level 1 keeps an init system of the old kind from starting services (Kannel, Prometheus) that only tests want.
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -q install --yes --no-install-recommends "${missing[@]}"
}

# build PRESET [TARGET…]: configures and builds in the current directory; ninja shows how far it is.
build() {
    local preset=$1
    shift
    cmake --preset "$preset" --log-level=NOTICE
    NINJA_STATUS='[%f of %t, %es] ' cmake --build --preset "$preset" ${1:+--target} "$@"
}
