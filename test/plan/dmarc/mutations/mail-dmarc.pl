# Mail::DMARC on DMARC texts, a line each: the policies of p and sp (n, q, r; - for none), or a line with "-" where it
# takes the text for no record. What it does after parsing stands in its discover_policy, which asks DNS. Made with
# 1.20211209.
use strict;
use warnings;
use Mail::DMARC::Policy;
local $SIG{__WARN__} = sub { };

while (my $text = <STDIN>) {
  chomp $text;
  print verdict($text), "\n";
}

sub verdict {
  my $text = shift;
  my $policy = eval { Mail::DMARC::Policy->new("domain=example.com;$text") } or return "-";
  my $isSpValid = !defined $policy->sp || $policy->is_valid_p($policy->sp);
  return letter($policy->p) . letter($policy->sp) if $isSpValid;
  return $policy->rua && $policy->is_valid_uri_list($policy->rua) ? "n-" : "-";
}

sub letter { my $policy = shift; return defined $policy ? lc substr($policy, 0, 1) : "-" }
