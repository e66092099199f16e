"""The machine that figures are from, in a line."""
import glob
import os
import re
import shutil
import subprocess


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def answer(*command):
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
                          text=True).stdout.strip()


def field(text, name):
    found = re.search(r"^%s\s*:\s*(.+)$" % re.escape(name), text, re.MULTILINE)
    return found.group(1).strip() if found else ""


def processor():
    """ARM has no name of it in /proc/cpuinfo, lscpu has."""
    return field(read("/proc/cpuinfo"), "model name") or field(
        answer("env", "LC_ALL=C", "lscpu"), "Model name") or os.uname().machine


def show_bytes(count):
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20)):
        if count >= size:
            return "%.*f %s" % (0 if count % size == 0 else 1, count / size, unit)
    return "%d KB" % (count >> 10)


def caches():
    """L1d, L2 and L3 of the first core: from the kernel, or where it tells none, from glibc, which
    asks the processor."""
    found = {}
    for folder in glob.glob("/sys/devices/system/cpu/cpu0/cache/index*"):
        level, kind, size = (read(os.path.join(folder, name)) for name in ("level", "type", "size"))
        if kind != "Instruction" and size.endswith("K"):
            found["L1d" if level == "1" else "L" + level] = int(size[:-1]) << 10
    for name, variable in (("L1d", "LEVEL1_DCACHE_SIZE"), ("L2", "LEVEL2_CACHE_SIZE"),
                           ("L3", "LEVEL3_CACHE_SIZE")):
        size = answer("getconf", variable)
        if name not in found and size.isdigit() and int(size) > 0:
            found[name] = int(size)
    return ", ".join("%s %s" % (name, show_bytes(found[name])) for name in sorted(found))


def virtual():
    """What says that this is a virtual machine, or a container in one; nothing if nothing does."""
    names = []
    for option in ("--vm", "--container"):
        name = answer("systemd-detect-virt", option)
        if name not in ("", "none"):
            names.append(name)
    product = read("/sys/class/dmi/id/product_name")
    if re.search(r"virtual|kvm|qemu|vmware|xen|cloud|firecracker", product, re.IGNORECASE):
        names.append(product)
    if " hypervisor" in field(read("/proc/cpuinfo"), "flags"):
        return "a virtual machine" + (" (%s)" % ", ".join(names) if names else "")
    return ", ".join(names) or "no sign of a virtual machine"


def describe():
    memory = field(read("/proc/meminfo"), "MemTotal").split()
    system = os.uname()
    return "Machine: %s, %d of %d cores used; caches: %s; memory: %s; %s %s, %s; %s." % (
        processor(), len(os.sched_getaffinity(0)), os.cpu_count() or 1, caches() or "not told",
        show_bytes(int(memory[0]) << 10) if memory else "not told", system.sysname, system.release,
        system.machine, virtual())
