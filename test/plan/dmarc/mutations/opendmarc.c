/* OpenDMARC's library on DMARC texts, a line each: the policies of p and sp (n, q, r; - for none), or a line with "-"
   where it takes the text for no record. Made with 1.4.2. */
#include <stdio.h>
#include <string.h>
#include <opendmarc/dmarc.h>

static char letter(int policy) { return policy == 0 ? '-' : (char)policy; }

int main(void) {
  char line[4096];
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    DMARC_POLICY_T *context = opendmarc_policy_connect_init((u_char *)"127.0.0.1", 4);
    opendmarc_policy_store_from_domain(context, (u_char *)"example.com");
    int status = opendmarc_policy_store_dmarc(context, (u_char *)line, (u_char *)"example.com", NULL);
    int p = 0, sp = 0;
    opendmarc_policy_fetch_p(context, &p);
    opendmarc_policy_fetch_sp(context, &sp);
    if (status == DMARC_PARSE_OKAY) printf("%c%c\n", letter(p), letter(sp));
    else printf("-\n");
    opendmarc_policy_connect_shutdown(context);
  }
  return 0;
}
