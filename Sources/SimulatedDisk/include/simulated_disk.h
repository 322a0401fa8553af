// A disk in memory for SQLite: a virtual file system whose power can be cut.
//
// It keeps two states of each file: what was synced, and what the system shows. A crash throws away the second: of the
// writes, truncations, creations and deletions since the last sync a subset survives, and a surviving write may be torn.
// The seed of the crash chooses both. There is no clock and no randomness but the caller's.
//
// Disks are independent of each other; each has a virtual file system of its own, which is never the default one of the
// process. One connection at a time may have a database open (`locking_mode = EXCLUSIVE`): there is no shared memory.
#ifndef SIMULATED_DISK_H
#define SIMULATED_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simulated_disk simulated_disk;

// Calls of SQLite that are counted and that can fail. The values are bits, so that a fault can be about several.
enum simulated_disk_call {
  SIMULATED_DISK_OPEN = 1,
  SIMULATED_DISK_READ = 2,
  SIMULATED_DISK_WRITE = 4,
  SIMULATED_DISK_SYNC = 8,
  SIMULATED_DISK_TRUNCATE = 16,
  SIMULATED_DISK_DELETE = 32,
};

// Files, by the end of their name. Bits, too.
enum simulated_disk_file {
  SIMULATED_DISK_DATABASE = 1,
  SIMULATED_DISK_WAL = 2,
  SIMULATED_DISK_JOURNAL = 4,
};

struct simulated_disk_counts {
  uint64_t opens, reads, writes, syncs, truncates, deletes, bytes_read, bytes_written;
};

// What is done on purpose.
struct simulated_disk_fault {
  uint32_t calls;  // of enum simulated_disk_call
  uint32_t files;  // of enum simulated_disk_file
  uint64_t after;  // so many such calls still go well
  uint64_t times;  // so many fail then; UINT64_MAX: all, until the plan is cleared or the disk crashes
  int code;        // what SQLite is answered, e.g. SQLITE_FULL; 0: the I/O error that fits the call
};

// The seed is for what is left to chance without a crash: how much of a write that fails is on the disk, and which writes
// a failed sync drops. NULL without memory.
simulated_disk *simulated_disk_make(uint64_t seed);

// Forgets the disk. One that has open files goes with the last of them.
void simulated_disk_forget(simulated_disk *disk);

// The name of its virtual file system, unique in the process; lives as long as the disk.
const char *simulated_disk_name(simulated_disk *disk);

// Cuts the power and switches it on again: faults are over, files that were open are dead, every call on them is an I/O
// error. With tears_bytes a write is torn at any byte, else at sectors of 512 bytes.
void simulated_disk_crash(simulated_disk *disk, uint64_t seed, bool tears_bytes);

// The process that had files open is gone, and the system goes on: what it wrote is shown, and synced by nobody. Faults
// stay.
void simulated_disk_kill(simulated_disk *disk);

void simulated_disk_fail(simulated_disk *disk, struct simulated_disk_fault fault);
void simulated_disk_clear_faults(simulated_disk *disk);

// A disk that says a sync is done, and has done nothing.
void simulated_disk_let_syncs_lie(simulated_disk *disk, bool lie);

struct simulated_disk_counts simulated_disk_counts(simulated_disk *disk);

// Unix milliseconds; begins at 0, and goes on only by this and by SQLite's sleeping.
void simulated_disk_set_time(simulated_disk *disk, int64_t milliseconds);
int64_t simulated_disk_time(simulated_disk *disk);

// Files in the order of their creation, as the system shows them. NULL after the last one.
const char *simulated_disk_file_name(simulated_disk *disk, size_t index);
// Its bytes; they are valid until the next call on the disk.
const uint8_t *simulated_disk_file_bytes(simulated_disk *disk, size_t index, size_t *length);
// Puts a file on a disk; it is as if synced. False without memory.
bool simulated_disk_put(simulated_disk *disk, const char *name, const uint8_t *bytes, size_t length);

#endif
