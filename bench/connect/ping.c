/*
 * ping ADDRESS COUNT: prints one round trip a line, in milliseconds. The usual ping is missing on many machines,
 * and a JavaScript event loop adds a millisecond of its own to what it measures. Linux; needs root.
 */
#include <arpa/inet.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Without options, as the echo reply of a kernel is. */
#define IP_HEADER_BYTES 20

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* RFC 1071, for the two fields of an echo request that are not zero. */
static unsigned short checksum(unsigned short type_and_code, unsigned short sequence) {
  unsigned sum = type_and_code + sequence;
  return (unsigned short)~((sum & 0xffff) + (sum >> 16));
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: ping ADDRESS COUNT\n");
    return 2;
  }
  struct sockaddr_in to = {.sin_family = AF_INET};
  struct timeval patience = {.tv_sec = 3};
  int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  if (fd < 0 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1 ||
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0) {
    perror("ping");
    return 1;
  }
  for (int sequence = 0; sequence < atoi(argv[2]); sequence++) {
    unsigned char reply[128];
    struct icmphdr request = {.type = ICMP_ECHO};
    request.un.echo.sequence = htons((unsigned short)sequence);
    request.checksum = htons(checksum(ICMP_ECHO << 8, (unsigned short)sequence));
    double sent_at = now_ms();
    if (sendto(fd, &request, sizeof request, 0, (struct sockaddr *)&to, sizeof to) < 0) {
      perror("ping");
      return 1;
    }
    struct icmphdr answer;
    do {
      ssize_t size = recv(fd, reply, sizeof reply, 0);
      if (size < (ssize_t)(IP_HEADER_BYTES + sizeof answer)) {
        fprintf(stderr, "ping: no answer from %s\n", argv[1]);
        return 1;
      }
      memcpy(&answer, reply + IP_HEADER_BYTES, sizeof answer);
    } while (answer.type != ICMP_ECHOREPLY || answer.un.echo.sequence != request.un.echo.sequence);
    printf("%.3f\n", now_ms() - sent_at);
  }
  return 0;
}
