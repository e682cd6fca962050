/*
 * A wire between two network namespaces: two TUN interfaces whose packets reach the other side after a fixed
 * delay. It stands in for tc's netem, which many kernels leave out. Linux only; needs root.
 *
 *   delay-line NAMESPACE INTERFACE NAMESPACE INTERFACE
 *
 * Prints "ready" once both interfaces exist. Obeys lines on stdin:
 *   delay N   microseconds each way, for the packets that arrive from now on
 *   loss N    of a thousand packets N are dropped; 1000 cuts the wire
 * and confirms each with "ok". Ends, and takes the interfaces with it, when stdin closes: a parent that dies
 * leaves nothing behind.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

/* Larger than any packet of an interface with the usual MTU of 1500 bytes. */
#define PACKET_MAX_BYTES 2048
/* At 2 ms a packet this is 8 s of a wire that nobody empties; beyond it packets are dropped, as a router would. */
#define QUEUE_MAX_PACKETS 4096

/* A sleeping virtual processor wakes up to this late (1.3 ms a round trip were seen): the rest is waited awake. */
#define WAKE_UP_NS 200000

struct packet {
  struct packet *next;
  int64_t due_ns;
  size_t size;
  unsigned char bytes[];
};

/* One direction. First in, first out: a shorter delay set in between must not overtake what is on its way. */
struct direction {
  int from;
  int to;
  int length;
  struct packet *first;
  struct packet *last;
};

static int64_t delay_ns = 0;
static unsigned loss_per_mille = 0;

static void die(const char *what) {
  fprintf(stderr, "delay-line: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* A TUN interface belongs to the namespace in which its device was opened and stays ours wherever we are. */
static int open_tun(const char *namespace, const char *interface) {
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", namespace);
  int namespace_fd = open(path, O_RDONLY | O_CLOEXEC);
  if (namespace_fd < 0 || setns(namespace_fd, CLONE_NEWNET) < 0) die(path);
  close(namespace_fd);

  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) die("/dev/net/tun");
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
  if (ioctl(fd, TUNSETIFF, &request) < 0) die(interface);
  return fd;
}

static void take_in(struct direction *way) {
  unsigned char buffer[PACKET_MAX_BYTES];
  for (;;) {
    ssize_t size = read(way->from, buffer, sizeof buffer);
    if (size < 0) {
      /* EFAULT: the interface is not up yet. */
      if (errno == EAGAIN || errno == EINTR || errno == EFAULT) return;
      die("read");
    }
    if (way->length >= QUEUE_MAX_PACKETS || (unsigned)(random() % 1000) < loss_per_mille) continue;
    struct packet *packet = malloc(sizeof *packet + (size_t)size);
    if (packet == NULL) die("malloc");
    packet->next = NULL;
    packet->due_ns = now_ns() + delay_ns;
    packet->size = (size_t)size;
    memcpy(packet->bytes, buffer, (size_t)size);
    if (way->last == NULL) way->first = packet;
    else way->last->next = packet;
    way->last = packet;
    way->length += 1;
  }
}

static void let_out(struct direction *way) {
  while (way->first != NULL && way->first->due_ns <= now_ns()) {
    struct packet *packet = way->first;
    /* A full or sleeping interface drops the packet, as any wire would. */
    ssize_t written = write(way->to, packet->bytes, packet->size);
    (void)written;
    way->first = packet->next;
    if (way->first == NULL) way->last = NULL;
    way->length -= 1;
    free(packet);
  }
}

/* Returns 0 when stdin has closed. */
static int obey(void) {
  char line[64];
  if (fgets(line, sizeof line, stdin) == NULL) return 0;
  long number;
  if (sscanf(line, "delay %ld", &number) == 1 && number >= 0) delay_ns = (int64_t)number * 1000;
  else if (sscanf(line, "loss %ld", &number) == 1 && number >= 0) loss_per_mille = (unsigned)number;
  else fprintf(stderr, "delay-line: not understood: %s", line);
  puts("ok");
  return 1;
}

static void wait_for_something(struct pollfd *polled, const struct direction *ways) {
  int64_t due_ns = -1;
  for (int i = 0; i < 2; i++) {
    if (ways[i].first != NULL && (due_ns < 0 || ways[i].first->due_ns < due_ns)) due_ns = ways[i].first->due_ns;
  }
  int64_t wait_ns = due_ns < 0 ? 0 : due_ns - now_ns() - WAKE_UP_NS;
  if (wait_ns < 0) wait_ns = 0;
  struct timespec timeout = {.tv_sec = wait_ns / 1000000000, .tv_nsec = wait_ns % 1000000000};
  if (ppoll(polled, 3, due_ns < 0 ? NULL : &timeout, NULL) < 0 && errno != EINTR) die("ppoll");
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: delay-line NAMESPACE INTERFACE NAMESPACE INTERFACE\n");
    return 2;
  }
  /* The default slack of 50 microseconds would be added to every packet's delay. */
  prctl(PR_SET_TIMERSLACK, 1);
  /* A wire does not wait for a free processor. Where that is refused the delays are longer on a busy machine. */
  struct sched_param priority = {.sched_priority = 1};
  sched_setscheduler(0, SCHED_FIFO, &priority);
  setvbuf(stdout, NULL, _IOLBF, 0);
  /* Read line by line past any buffer, or poll would not see a second line that came with the first. */
  setvbuf(stdin, NULL, _IONBF, 0);

  int near = open_tun(argv[1], argv[2]);
  int far = open_tun(argv[3], argv[4]);
  struct direction ways[2] = {{.from = near, .to = far}, {.from = far, .to = near}};
  struct pollfd polled[3] = {{near, POLLIN, 0}, {far, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  puts("ready");

  for (;;) {
    wait_for_something(polled, ways);
    if (polled[2].revents != 0 && !obey()) return 0;
    /* Its namespace is gone, and with it the interface: there is nothing left to join. */
    if ((polled[0].revents | polled[1].revents) & POLLERR) return 0;
    for (int i = 0; i < 2; i++) {
      take_in(&ways[i]);
      let_out(&ways[i]);
    }
  }
}
